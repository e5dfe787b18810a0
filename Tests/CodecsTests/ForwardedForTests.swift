import Base
import Codecs
import TestSupport
import Testing

struct ForwardedForTests {
    static let peer = IPAddressTests.parse("10.0.0.9")!

    static func client(_ fields: String, hops: Int) throws -> String {
        let message = Array("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n".utf8)
        let head = try #require(parseWhole(message).head)
        return IPAddressTests.text(ForwardedFor.client(head, in: message.span, hopCount: hops, peer: peer))
    }

    @Test(arguments: [
        ("", 0, "10.0.0.9"), ("", 2, "10.0.0.9"), ("X-Forwarded-For: 1.2.3.4\r\n", 0, "10.0.0.9"),
        ("X-Forwarded-For: 1.2.3.4\r\n", 1, "1.2.3.4"), ("X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\n", 1, "1.2.3.4"),
        ("X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.0.0.1\r\n", 2, "1.2.3.4"), ("X-Forwarded-For: 1.2.3.4\r\n", 3, "1.2.3.4"),
        ("x-forwarded-for: 6.6.6.6\r\nA: b\r\nX-FORWARDED-FOR:1.2.3.4 ,\t10.0.0.1\r\n", 2, "1.2.3.4"),
        ("X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 10.0.0.1\r\n", 2, "1.2.3.4"),
        ("X-Forwarded-For: 1.2.3.4:5678\r\n", 1, "1.2.3.4"), ("X-Forwarded-For: 2001:db8::7\r\n", 1, "2001:db8::7"),
        ("X-Forwarded-For: [2001:db8::7]\r\n", 1, "2001:db8::7"), ("X-Forwarded-For: [2001:db8::7]:443\r\n", 1, "2001:db8::7"),
        // What is no address hides what is left of it.
        ("X-Forwarded-For: 1.2.3.4, unknown, 10.0.0.1\r\n", 3, "10.0.0.1"), ("X-Forwarded-For: _secret\r\n", 1, "10.0.0.9"),
        ("X-Forwarded-For: \r\n", 1, "10.0.0.9"), ("X-Forwarded-For: ,\r\n", 1, "10.0.0.9"),
        ("X-Forwarded-For: 1.2.3.4, \r\n", 2, "1.2.3.4"), ("X-Forwarded-For: 1.2.3.4,, 10.0.0.1\r\n", 3, "10.0.0.1"),
        ("X-Forwarded-For: ::, 3.3.3.3\r\n", 2, "3.3.3.3"), ("X-Forwarded-For: [::]:80\r\n", 1, "10.0.0.9"),
        ("X-Forwarded-For: 1.2.3.4:\r\n", 1, "10.0.0.9"), ("X-Forwarded-For: 1.2.3.4:x\r\n", 1, "10.0.0.9"),
        ("X-Forwarded-For: [::1\r\n", 1, "10.0.0.9"), ("X-Forwarded-For: [::1]x\r\n", 1, "10.0.0.9"),
        ("X-Forwarded-For: 1.2.3.4:123456\r\n", 1, "10.0.0.9"), ("X-Forwarded-For: ::1:\r\n", 1, "10.0.0.9"),
    ])
    func `the client is the entry that the first trusted balancer wrote`(fields: String, hops: Int, client: String) throws {
        #expect(try Self.client(fields, hops: hops) == client)
    }

    /// The same worked out from the list as text.
    private func expected(_ lines: [String], hops: Int) -> String {
        let entries = lines.flatMap { line in
            let entries = line.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
            // Behind a last comma there is nothing.
            return entries.last == "" ? Array(entries.dropLast()) : entries
        }
        let known = entries.reversed().prefix(hops).prefix { $0.first?.isNumber == true }
        return known.last ?? "10.0.0.9"
    }

    @Test func `any list on any lines is told as its text reads, for every number of balancers`() throws {
        var random = TestSeed.random(0x5846_4650)
        for _ in 0..<2_000 {
            let lines = (0..<1 + random.next(below: 4)).map { _ in
                (0..<random.next(below: 12)).map { _ in
                    random.next(below: 12) == 0
                        ? ["", "unknown", "_x"][random.next(below: 3)]
                        : "1.2.\(random.next(below: 256)).\(random.next(below: 256))"
                }.joined(separator: random.next(below: 2) == 0 ? "," : " , ")
            }
            let fields = lines.map { "X-Forwarded-For: \($0)\r\nA: b\r\n" }.joined()
            for hops in 0...ForwardedFor.hopCountMax {
                #expect(try Self.client(fields, hops: hops) == expected(lines, hops: hops), "\(hops) hops of \(lines)")
            }
        }
    }
}
