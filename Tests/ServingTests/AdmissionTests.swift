import Codecs
import Network
import Serving
import Testing

/// Requests that are judged by their head, before their body is read.
struct AdmissionTests {
    @Test(arguments: [
        ("POST", "/predict/none", "", 404), ("POST", "/nowhere", "", 404), ("PUT", "/predict/small", "", 405),
        ("POST", "/health", "", 405), ("POST", "/predict/small", "Content-Type: text/csv\r\n", 415),
        ("POST", "/predict/small", "Content-Encoding: br\r\n", 415), ("POST", "/predict/small?x=1", "", 400),
    ])
    func `what the head alone decides is refused before the body comes, in the words of after`(
        method: String, target: String, fields: String, status: Int
    ) throws {
        let server = try HandlerUnderTest()
        let whole = try server.ask(method, target: target, body: #"{"age":35}"#, fields: fields)
        let refusalCount = server.counters.refusalCount(model: 0)
        for length in ["Content-Length: 10\r\n", "Transfer-Encoding: chunked\r\n"] {
            let early = try #require(try server.admit("\(method) \(target) HTTP/1.1\r\nHost: a\r\n\(length)\(fields)\r\n"))
            #expect(early.status == status && whole.status == status)
            #expect(early.text == whole.text && early.fields == whole.fields)
        }
        #expect(server.counters.refusalCount(model: 0) == 3 * refusalCount)
        let counted = HTTPStatus(rawValue: UInt16(status)).map { server.counters.responseCount($0) }
        #expect(counted == 3)
    }

    @Test(arguments: ["/predict/small", "/predict", "/predict/small?margin=1"])
    func `what the head allows is let in, and counts for nothing yet`(target: String) throws {
        let server = try HandlerUnderTest()
        for fields in ["", "Content-Encoding: gzip\r\nContent-Type: application/json\r\nX-Request-Id: a\r\n"] {
            #expect(try server.admit("POST \(target) HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\(fields)\r\n") == nil)
        }
        #expect(try server.admit("GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n") == nil)
        #expect(HTTPStatus.allCases.allSatisfy { server.counters.responseCount($0) == 0 })
        #expect(server.counters.rowCount(model: 0) == 0 && server.counters.refusalCount(model: 0) == 0)
    }

    @Test func `a refusal by the head repeats the id of its request`() throws {
        let server = try HandlerUnderTest()
        let head = Array("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nX-Request-Id: abc\r\n\r\n".utf8)
        try unsafe head.withUnsafeBytes { bytes in
            var parser = HTTPRequestParser()
            _ = unsafe try parser.parse(Span(_unsafeBytes: bytes), limits: HTTPHeadLimits())
            let response = try #require(unsafe server.handler.admit(HTTPRequest(announcedBy: parser.head, headBytes: bytes)))
            #expect(unsafe String(decoding: response.extraFields, as: UTF8.self) == "X-Request-Id: abc\r\n")
        }
    }
}
