import Codecs
import SystemPackage
import TestSupport
import Testing

/// What a connection brings first, and what is made of it.
struct ProxyCase: Sendable, CustomTestStringConvertible {
    var bytes: [UInt8]
    var outcome: ProxyOutcome
    var testDescription: String { String(decoding: bytes.prefix(60), as: UTF8.self).debugDescription }

    /// A header, or the beginning of one where `outcome` says so, and what stands behind it.
    static func line(_ text: String, _ outcome: ProxyOutcome) -> ProxyCase {
        ProxyCase(bytes: Array(text.utf8), outcome: outcome)
    }

    /// A whole line, `GET` behind it.
    static func line(_ text: String, source: String, port: UInt16) -> ProxyCase {
        .line(text + "GET", .complete(header(byteCount: text.utf8.count, source, port)))
    }

    /// Version 2: the byte of version and command, the byte of the family, and what the length counts.
    static func binary(_ command: UInt8, _ family: UInt8, _ rest: [UInt8], _ outcome: ProxyOutcome? = nil) -> ProxyCase {
        let length = [UInt8(rest.count >> 8), UInt8(rest.count & 0xFF)]
        let bytes = signature + [command, family] + length + rest
        return ProxyCase(
            bytes: bytes + Array("GET".utf8), outcome: outcome ?? .complete(ProxyHeader(byteCount: bytes.count)))
    }

    static func binary(_ family: UInt8, _ rest: [UInt8], source: String, port: UInt16) -> ProxyCase {
        binary(0x21, family, rest, .complete(header(byteCount: 16 + rest.count, source, port)))
    }

    static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]

    private static func header(byteCount: Int, _ source: String, _ port: UInt16) -> ProxyHeader {
        var header = ProxyHeader(byteCount: byteCount)
        header.source = IPAddressTests.parse(source)!
        header.sourcePort = port
        return header
    }

    static let longest =
        "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"
    private static let v4: [UInt8] = [192, 0, 2, 1, 198, 51, 100, 2, 0xDC, 0x04, 0x01, 0xBB]
    private static let v6: [UInt8] =
        [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [7] + [UInt8](repeating: 9, count: 16) + [
            0x1F, 0x90, 0, 80,
        ]

    static let accepted: [ProxyCase] = [
        .line("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n", source: "192.0.2.1", port: 56324),
        .line("PROXY TCP4 0.0.0.0 255.255.255.255 0 65535\r\n", source: "0.0.0.0", port: 0),
        .line("PROXY TCP6 2001:db8::7 ::1 8080 80\r\n", source: "2001:db8::7", port: 8080),
        .line("PROXY TCP6 ::ffff:192.0.2.1 ::1 8080 80\r\n", source: "192.0.2.1", port: 8080),
        .line("PROXY UNKNOWN\r\n", source: "::", port: 0),
        .line(longest, source: "::", port: 0),
        .binary(0x11, v4, source: "192.0.2.1", port: 56324),
        .binary(0x21, v6, source: "2001:db8::7", port: 8080),
        .binary(0x11, v4 + [0x03, 0, 4, 1, 2, 3, 4], source: "192.0.2.1", port: 56324),
        .binary(0x11, v4 + [UInt8](repeating: 0xEE, count: ProxyHeader.byteCountMax - 28), source: "192.0.2.1", port: 56324),
        .binary(0x20, 0x00, []),
        .binary(0x20, 0x11, v4),
        // The family of a balancer's own check is ignored.
        .binary(0x20, 0xFF, [1, 2, 3]),
        .binary(0x21, 0x00, []),
        .binary(0x21, 0x00, [UInt8](repeating: 0, count: 40)),
        .binary(0x21, 0x12, v4),
        .binary(0x21, 0x22, v6),
        .binary(0x21, 0x31, [UInt8](repeating: 0, count: 216)),
        .binary(0x21, 0x32, [UInt8](repeating: 0, count: 216)),
    ]

    static let refused: [ProxyCase] = [
        .line("GET / HTTP/1.1\r\n", .refused(.notProxy)),
        .line("G", .refused(.notProxy)),
        .line("PROXY\tTCP4", .refused(.notProxy)),
        .line("proxy TCP4", .refused(.notProxy)),
        .line("POST / HTTP/1.1\r\n", .refused(.notProxy)),
        .line("\u{16}\u{3}\u{1}", .refused(.notProxy)),
        .line("\r\nGET / HTTP/1.1\r\n", .refused(.notProxy)),
        .line("\r\n\r\n\u{0}\r\nQUIT\r\n", .refused(.notProxy)),
        .line("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\n", .refused(.invalidLine)),
        .line("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\rG", .refused(.invalidLine)),
        .line("PROXY TCP4 192.0.2.1 198.51.100.2 56324\r\n", .refused(.invalidLine)),
        .line("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443 \r\n", .refused(.invalidLine)),
        .line("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443 1\r\n", .refused(.invalidLine)),
        .line("PROXY  TCP4 192.0.2.1 198.51.100.2 56324 443\r\n", .refused(.invalidLine)),
        .line("PROXY TCP4  192.0.2.1 198.51.100.2 56324 443\r\n", .refused(.invalidLine)),
        .line("PROXY TCP4 192.0.2.256 198.51.100.2 56324 443\r\n", .refused(.invalidLine)),
        .line("PROXY TCP4 192.0.2.1 198.51.100 56324 443\r\n", .refused(.invalidLine)),
        .line("PROXY TCP4 ::1 ::1 1 2\r\n", .refused(.invalidLine)),
        .line("PROXY TCP6 192.0.2.1 192.0.2.1 1 2\r\n", .refused(.invalidLine)),
        .line("PROXY TCP6 ::1 ::g 1 2\r\n", .refused(.invalidLine)),
        .line("PROXY TCP4 192.0.2.1 198.51.100.2 65536 443\r\n", .refused(.invalidLine)),
        .line("PROXY TCP4 192.0.2.1 198.51.100.2 1 01\r\n", .refused(.invalidLine)),
        .line("PROXY TCP4 192.0.2.1 198.51.100.2 -1 1\r\n", .refused(.invalidLine)),
        .line("PROXY TCP4 192.0.2.1 198.51.100.2 1 123456\r\n", .refused(.invalidLine)),
        .line("PROXY UDP4 192.0.2.1 198.51.100.2 1 2\r\n", .refused(.invalidLine)),
        .line("PROXY \r\n", .refused(.invalidLine)),
        .line("PROXY UNKNOWNX\r\n", .refused(.invalidLine)),
        .line("PROXY UNKNOWN \u{1}\r\n", .refused(.invalidLine)),
        .line("PROXY UNKNOWN \u{e9}\r\n", .refused(.invalidLine)),
        .line("PROXY UNKNOWN " + String(repeating: "x", count: 92) + "\r\n", .refused(.invalidLine)),
        .line("PROXY UNKNOWN " + String(repeating: "x", count: 10_000), .refused(.invalidLine)),
        .binary(0x11, 0x11, v4, .refused(.unsupportedVersion)),
        .binary(0x31, 0x11, v4, .refused(.unsupportedVersion)),
        .binary(0x22, 0x11, v4, .refused(.unsupportedCommand)),
        .binary(0x21, 0x10, v4, .refused(.unsupportedFamily)),
        .binary(0x21, 0x01, v4, .refused(.unsupportedFamily)),
        .binary(0x21, 0x13, v4, .refused(.unsupportedFamily)),
        .binary(0x21, 0x41, v6, .refused(.unsupportedFamily)),
        .binary(0x21, 0x11, Array(v4.dropLast()), .refused(.tooShort)),
        .binary(0x21, 0x21, Array(v6.dropLast()), .refused(.tooShort)),
        .binary(0x21, 0x31, [UInt8](repeating: 0, count: 215), .refused(.tooShort)),
        .binary(0x21, 0x11, [UInt8](repeating: 0, count: ProxyHeader.byteCountMax - 15), .refused(.tooLarge)),
        .binary(0x20, 0x00, [UInt8](repeating: 0, count: 65_535), .refused(.tooLarge)),
    ]
}

enum ProxyOutcome: Sendable, Equatable {
    case needsMore
    case complete(ProxyHeader)
    case refused(ProxyHeader.Fault)

    /// Of the bytes up to each of `cuts` in turn, then of all; the first that is final.
    static func of(_ bytes: UnsafeRawBufferPointer, cuts: [Int] = []) -> ProxyOutcome {
        for cut in cuts + [bytes.count] {
            do {
                let prefix = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<cut])
                if let header = unsafe try ProxyHeader.parse(Span(_unsafeBytes: prefix)) { return .complete(header) }
            } catch {
                return .refused(error)
            }
        }
        return .needsMore
    }

    static func of(_ bytes: [UInt8]) -> ProxyOutcome { unsafe bytes.withUnsafeBytes { unsafe of($0) } }
}

struct ProxyHeaderTests {
    @Test(arguments: ProxyCase.accepted + ProxyCase.refused)
    func `a header gives its source and its end, anything else its fault, wherever it is cut`(proxy: ProxyCase) {
        let guarded = GuardedBytes(proxy.bytes)
        let bytes = unsafe UnsafeRawBufferPointer(guarded.bytes)
        #expect(unsafe ProxyOutcome.of(bytes) == proxy.outcome)
        for cut in 0...bytes.count { #expect(unsafe ProxyOutcome.of(bytes, cuts: [cut]) == proxy.outcome, "cut at \(cut)") }
        #expect(unsafe ProxyOutcome.of(bytes, cuts: Array(0...bytes.count)) == proxy.outcome, "byte by byte")
    }

    @Test(arguments: ProxyCase.accepted)
    func `every truncation before a guard page needs more`(proxy: ProxyCase) {
        for count in 0..<proxy.bytes.count - 3 {
            let guarded = GuardedBytes(Array(proxy.bytes[..<count]))
            #expect(unsafe ProxyOutcome.of(UnsafeRawBufferPointer(guarded.bytes)) == .needsMore)
        }
    }

    @Test func `the longest line is as long as the limit`() {
        #expect(ProxyCase.longest.utf8.count == ProxyHeader.lineByteCountMax)
    }

    @Test func `every fault is in the table`() {
        let faults = ProxyCase.refused.compactMap { if case .refused(let fault) = $0.outcome { fault } else { nil } }
        #expect(Set(faults) == Set(ProxyHeader.Fault.allCases))
    }

    @Test func `what the fuzzer found gives the same whole, in halves and byte by byte, before a guard page`() {
        let files = SourceTree.files(below: "Tests/Corpora/proxy")
        #expect(files.count > 20)
        for file in files {
            guard let input = FileBytes.read(SharedData.packageRoot.appending(file)) else {
                Issue.record("\(file) cannot be read")
                continue
            }
            let guarded = GuardedBytes(Array(input.dropFirst()))
            let bytes = unsafe UnsafeRawBufferPointer(guarded.bytes)
            let whole = unsafe ProxyOutcome.of(bytes)
            #expect(unsafe ProxyOutcome.of(bytes, cuts: [bytes.count / 2]) == whole, "\(file)")
            #expect(unsafe ProxyOutcome.of(bytes, cuts: Array(0...bytes.count)) == whole, "\(file)")
        }
    }
}
