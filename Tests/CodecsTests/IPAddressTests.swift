import Base
import Codecs
import Glibc
import TestSupport
import Testing

struct IPAddressTests {
    static func parse(_ text: String) -> IPAddress? {
        let bytes = Array(text.utf8)
        return IPAddress(bytes.span, HTTPByteRange(0, bytes.count))
    }

    static func text(_ address: IPAddress) -> String {
        var buffer = ByteBuffer()
        buffer.append(address)
        return buffer.text
    }

    @Test(arguments: [
        ("0.0.0.0", "0.0.0.0"), ("192.0.2.1", "192.0.2.1"), ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"),
        ("1::", "1::"), ("2001:db8::1", "2001:db8::1"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("2001:0db8:0000:0000:0000:ff00:0042:8329", "2001:db8::ff00:42:8329"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"), ("0:0:1:0:0:0:1:0", "0:0:1::1:0"), ("1:0:0:2:0:0:3:4", "1::2:0:0:3:4"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::FFFF:c000:201", "192.0.2.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"), ("::1.2.3.4", "::102:304"),
        ("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ])
    func `an address is read and written as RFC 5952 has it`(given: String, written: String) throws {
        let address = try #require(Self.parse(given))
        #expect(Self.text(address) == written)
        #expect(Self.parse(written) == address)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1.2.3.256", "1.2.3.1000", "01.2.3.4", "1.2.3.04", "1.2.3.-4",
        " 1.2.3.4",
        "1.2.3.4 ", "1.2.3.4:80", "1..3.4", "a.b.c.d", ":", ":::", "1:", ":1", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "::1.2.3.4:1", "[::1]",
        "::1%eth0", "::1/64", "::1 ", "1:2:3:4:5:6:7:", String(repeating: "0", count: 46),
    ])
    func `what is no address is none`(text: String) { #expect(Self.parse(text) == nil) }

    @Test func `random texts are addresses where the C library has them so, with the same bytes`() {
        var random = TestSeed.random(0x4950)
        let pieces = ["1", "0", "ffff", "db8", "255", "256", "00", ":", ":", ":", "::", ".", ".", "1.2.3.4", "12345", "g", "A"]
        var accepted = 0
        for _ in 0..<40_000 {
            var text = ""
            for _ in 0...random.next(below: 12) { text += pieces[random.next(below: pieces.count)] }
            let expected = Self.bytesOfTheLibrary(text)
            let address = Self.parse(text)
            #expect(address.map(Self.bytes) == expected, "\(text)")
            if let address {
                accepted += 1
                #expect(Self.parse(Self.text(address)) == address, "\(text)")
            }
        }
        #expect(accepted > 300)
    }

    private static func bytes(_ address: IPAddress) -> [UInt8] {
        [address.high, address.low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word &>> UInt64(56 - 8 * $0)) } }
    }

    /// By inet_pton, an IPv4 address as IPv6 maps it.
    private static func bytesOfTheLibrary(_ text: String) -> [UInt8]? {
        var v4 = in_addr()
        if unsafe inet_pton(AF_INET, text, &v4) == 1 {
            let number = UInt32(bigEndian: v4.s_addr)
            return [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
                + (0..<4).map { UInt8(truncatingIfNeeded: number &>> UInt32(24 - 8 * $0)) }
        }
        var v6 = [UInt8](repeating: 0, count: 16)
        return unsafe inet_pton(AF_INET6, text, &v6) == 1 ? v6 : nil
    }
}
