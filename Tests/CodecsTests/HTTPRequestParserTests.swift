import Codecs
import Testing

struct HTTPRequestParserTests {
    private func head(_ text: String) throws -> (head: HTTPRequestHead, message: [UInt8]) {
        (try #require(parseWhole(text).head, "\(parseWhole(text))"), Array(text.utf8))
    }

    @Test func `a plain POST gives its parts`() throws {
        let text =
            "POST /predict/iris?margin=1 HTTP/1.1\r\nHost: a:8000\r\nContent-Type: application/json\r\n"
            + "Content-Length: 17\r\n\r\n{\"features\":[1]}\n"
        let (head, message) = try head(text)
        #expect(head.method == .post)
        #expect(head.minorVersion == 1)
        #expect(head.keepsAlive)
        #expect(!head.expectsContinue)
        #expect(head.contentLength == 17)
        #expect(head.bodyByteCount == 17)
        #expect(head.byteCount == message.count - 17)
        #expect(head.target.text(in: message) == "/predict/iris?margin=1")
        #expect(head.path.text(in: message) == "/predict/iris")
        #expect(head.query.text(in: message) == "margin=1")
        #expect(head.contentType.text(in: message) == "application/json")
        #expect(head.contentEncoding.isEmpty)
    }

    @Test(arguments: [
        ("GET", HTTPMethod.get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("DELETE", .delete), ("OPTIONS", .options),
        ("TRACE", .trace), ("PATCH", .patch), ("get", .other), ("PURGE", .other), ("M-SEARCH", .other), ("POSTS", .other),
    ])
    func `methods are told apart, with regard to case`(token: String, method: HTTPMethod) throws {
        #expect(try head("\(token) / HTTP/1.1\r\nHost: a\r\n\r\n").head.method == method)
    }

    @Test(arguments: [
        ("GET", "/", "/", ""), ("GET", "/?", "/", ""), ("GET", "/a?b?c", "/a", "b?c"), ("GET", "//x", "//x", ""),
        ("GET", "http://h/p?q", "/p", "q"), ("GET", "HTTP://h:80/p", "/p", ""), ("GET", "https://h?q", "", "q"),
        ("GET", "http://h", "", ""), ("OPTIONS", "*", "", ""), ("CONNECT", "h:443", "", ""),
        ("GET", "/a%20b/%C3%A9", "/a%20b/%C3%A9", ""), ("GET", "/a:b;c=d,e@f!$&'()*+~._-", "/a:b;c=d,e@f!$&'()*+~._-", ""),
    ])
    func `targets of every form give path and query`(method: String, target: String, path: String, query: String) throws {
        let (head, message) = try head("\(method) \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.target.text(in: message) == target)
        #expect(head.path.text(in: message) == path)
        #expect(head.query.text(in: message) == query)
    }

    @Test(arguments: [
        ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false), ("HTTP/1.1", "connection: CLOSE\r\n", false),
        ("HTTP/1.1", "Connection: keep-alive\r\n", true), ("HTTP/1.1", "Connection: a, close ,b\r\n", false),
        ("HTTP/1.1", "Connection: a\r\nConnection: close\r\n", false), ("HTTP/1.1", "Connection: closed\r\n", true),
        ("HTTP/1.1", "Connection: keep-alive, close\r\n", false), ("HTTP/1.1", "Connection:\r\n", true),
        ("HTTP/1.0", "", false), ("HTTP/1.0", "Connection: Keep-Alive\r\n", true),
        ("HTTP/1.0", "Connection: close, keep-alive\r\n", false), ("HTTP/1.7", "", true),
    ])
    func `what the version and Connection say decides about keeping the connection`(
        version: String, fields: String, keepsAlive: Bool
    ) throws {
        #expect(try head("GET / \(version)\r\nHost: a\r\n\(fields)\r\n").head.keepsAlive == keepsAlive)
    }

    @Test(arguments: [
        ("0", 0), ("17", 17), ("  17\t ", 17), ("000000000000000000000000017", 17), ("9223372036854775807", Int.max),
    ])
    func `Content-Length is a decimal number`(value: String, length: Int) throws {
        #expect(try head("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\(value)\r\n\r\n").head.contentLength == length)
    }

    @Test(
        arguments: [
            ("Content-Type", HTTPRequestHead.NotedFields.contentType, \HTTPRequestHead.contentType),
            ("Content-Encoding", .contentEncoding, \.contentEncoding), ("Accept-Encoding", .acceptEncoding, \.acceptEncoding),
            ("X-Forwarded-For", .forwardedFor, \.forwardedFor), ("X-Request-Id", .requestID, \.requestID),
            ("traceparent", .traceParent, \.traceParent), ("X-Request-Timeout-Ms", .requestTimeout, \.requestTimeout),
            ("X-Server-Timing", .serverTiming, \.serverTiming),
        ] as [(String, HTTPRequestHead.NotedFields, any KeyPath<HTTPRequestHead, HTTPByteRange> & Sendable)])
    func `a noted field is found in any case, its first line is kept, and a second line is told`(
        name: String, field: HTTPRequestHead.NotedFields, value: any KeyPath<HTTPRequestHead, HTTPByteRange> & Sendable
    ) throws {
        let start = "POST / HTTP/1.1\r\nHost: a\r\n"
        let near = "x\(name): no\r\n\(name)x: no\r\n\(name.dropLast())_: no\r\n"
        for spelling in [name, name.lowercased(), name.uppercased()] {
            let (once, message) = try head("\(start)\(near)\(spelling): \tone, 1 \r\n\(near)\r\n")
            #expect(once[keyPath: value].text(in: message) == "one, 1")
            #expect(once.notedFields == field && once.repeatedFields.isEmpty)
            let (twice, other) = try head("\(start)\(spelling): one\r\n\(near)\(name): two\r\n\(name): three\r\n\r\n")
            #expect(twice[keyPath: value].text(in: other) == "one")
            #expect(twice.notedFields == field && twice.repeatedFields == field)
        }
        let empty = try head("\(start)\(name):\r\n\r\n").head
        #expect(empty[keyPath: value].isEmpty && empty.notedFields == field)
        #expect(try head("\(start)\(near)\r\n").head.notedFields.isEmpty)
    }

    @Test func `no Content-Length is not a length of zero`() throws {
        let head = try head("POST / HTTP/1.1\r\nHost: a\r\n\r\n").head
        #expect(head.contentLength == nil)
        #expect(head.bodyByteCount == 0)
        #expect(!head.hasBody)
        #expect(try self.head("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").head.hasBody)
    }

    @Test(arguments: ["chunked", "Chunked", "CHUNKED", " \tchunked\t "])
    func `Transfer-Encoding chunked announces a body of unsaid length`(value: String) throws {
        let head = try head("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\(value)\r\n\r\n5\r\n").head
        #expect(head.isChunked)
        #expect(head.hasBody)
        #expect(head.contentLength == nil)
        #expect(head.bodyByteCount == 0)
        #expect(head.keepsAlive)
    }

    @Test func `the expectation counts for HTTP 1.1 only`() throws {
        for value in ["100-Continue", ",100-continue", "100-continue , 100-continue,"] {
            #expect(try head("PUT / HTTP/1.1\r\nHost: a\r\nExpect: \(value)\r\n\r\n").head.expectsContinue)
        }
        #expect(try !head("PUT / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").head.expectsContinue)
    }

    @Test func `HTTP 1.0 needs no Host, and an empty Host is one`() throws {
        #expect(try head("GET / HTTP/1.0\r\n\r\n").head.minorVersion == 0)
        #expect(try head("GET / HTTP/1.1\r\nHost:\r\n\r\n").head.minorVersion == 1)
    }

    @Test(arguments: [
        "[::1]:80", "[::ffff:1.2.3.4]", "a", "a.b-c_d~e:", "a:65535", "1.2.3.4:80", "%41%2f:1", "x;y=(z)", ":80", "*",
    ])
    func `a name or an address with a port or without is a host`(host: String) throws {
        #expect(try head("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n").head.minorVersion == 1)
        if !host.hasPrefix(":") {
            let (head, message) = try head("GET http://\(host)/x?y HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(head.path.text(in: message) == "/x")
        }
    }

    @Test func `one empty line before the request is passed over`() throws {
        let (head, message) = try head("\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.path.text(in: message) == "/x")
        #expect(head.byteCount == message.count)
    }

    @Test func `a cursor goes over the fields in their order`() throws {
        let (head, message) = try head("GET / HTTP/1.1\r\nHost: a\r\nX-One:  \tone two\t \r\nx-two:\r\nA: b:c\u{e9}\r\n\r\nrest")
        var cursor = HTTPFieldCursor(head)
        var found: [String] = []
        while let field = cursor.next(in: message.span) {
            found.append(field.name.text(in: message) + "=" + field.value.text(in: message))
        }
        #expect(found == ["Host=a", "X-One=one two", "x-two=", "A=b:c\u{e9}"])
    }

    @Test func `limits are exact`() throws {
        let text = "GET /1234 HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n"
        let exact = HTTPHeadLimits(headByteCountMax: text.utf8.count, targetByteCountMax: 5, fieldCountMax: 2)
        #expect(parseWhole(text, limits: exact).head != nil)
        var limits = exact
        limits.headByteCountMax -= 1
        #expect(parseWhole(text, limits: limits) == .refused(.headTooLarge, at: text.utf8.count - 1))
        limits = exact
        limits.targetByteCountMax -= 1
        #expect(parseWhole(text, limits: limits) == .refused(.targetTooLong, at: 8))
        limits = exact
        limits.fieldCountMax -= 1
        #expect(parseWhole(text, limits: limits) == .refused(.tooManyFields, at: 29))
    }

    @Test func `an endless line is refused at the limit`() {
        let limits = HTTPHeadLimits()
        let endless = "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: limits.headByteCountMax)
        #expect(parseWhole(endless) == .refused(.headTooLarge, at: limits.headByteCountMax))
    }

    @Test func `percent-encoding decodes into the room there is`() {
        let text = Array("/a%20b%C3%a9+".utf8)
        var room = [UInt8](repeating: 0, count: 8)
        #expect(decode(text, HTTPByteRange(1, text.count), into: &room) == 6)
        #expect(room[..<6].elementsEqual("a b\u{e9}+".utf8))
        room = [0, 0]
        #expect(decode(text, HTTPByteRange(1, text.count), into: &room) == nil)
        #expect(decode(text, HTTPByteRange(1, 4), into: &room) == nil)
    }

    private func decode(_ text: [UInt8], _ run: HTTPByteRange, into room: inout [UInt8]) -> Int? {
        var span = room.mutableSpan
        return HTTPPercentEncoding.decode(text.span, run, into: &span)
    }
}
