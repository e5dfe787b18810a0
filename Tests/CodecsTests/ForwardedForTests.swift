import Codecs
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
        ("X-Forwarded-For: 1.2.3.4:\r\n", 1, "10.0.0.9"), ("X-Forwarded-For: 1.2.3.4:x\r\n", 1, "10.0.0.9"),
        ("X-Forwarded-For: [::1\r\n", 1, "10.0.0.9"), ("X-Forwarded-For: [::1]x\r\n", 1, "10.0.0.9"),
        ("X-Forwarded-For: 1.2.3.4:123456\r\n", 1, "10.0.0.9"), ("X-Forwarded-For: ::1:\r\n", 1, "10.0.0.9"),
    ])
    func `the client is the entry that the first trusted balancer wrote`(fields: String, hops: Int, client: String) throws {
        #expect(try Self.client(fields, hops: hops) == client)
    }
}
