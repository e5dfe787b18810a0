import BundleTestSupport
import Codecs
import Network
import Serving
import Testing

/// Ids and traces of requests, in and out.
struct RequestContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let traceParent = "traceparent: 00-\(trace)-00f067aa0ba902b7-01\r\n"

    private func server(_ choice: RequestIDChoice = .echo) throws -> HandlerUnderTest {
        var options = ServingOptions()
        options.requestIDs = choice
        return try HandlerUnderTest(options: options)
    }

    /// The field lines that the answer repeats, line by line.
    private func lines(_ server: HandlerUnderTest, _ fields: String, body: String = #"{"age":35}"#) throws -> [String] {
        let text = try server.response(CodingTests.request(Array(body.utf8), fields)).extraFields
        #expect(text.isEmpty || text.hasSuffix("\r\n"))
        return text.split(separator: "\r\n").map(String.init)
    }

    @Test func `a request without id and trace is answered without`() throws {
        #expect(try lines(server(), "").isEmpty)
        #expect(try lines(server(), "X-Request-Ids: a\r\nX-Trace: b\r\n").isEmpty)
    }

    @Test(arguments: [
        "a", "0f8fad5b-d9cb-469f-a165-70867728950e", "Root=1-5759e988:x/y+z@w~_.", String(repeating: "x", count: 128),
    ])
    func `an id is repeated as it came, whatever is answered`(id: String) throws {
        let server = try server()
        #expect(try lines(server, "x-request-ID: \t\(id) \r\n") == ["X-Request-Id: \(id)"])
        #expect(try lines(server, "X-Request-Id: \(id)\r\n", body: "no") == ["X-Request-Id: \(id)"])
        #expect(try lines(server, "").isEmpty, "the next request has none")
    }

    @Test(arguments: ["", "a b", "a,b", "\u{e9}", "a\"b", String(repeating: "x", count: 129), "a\r\nX-Request-Id: a"])
    func `an id that cannot be repeated is replaced by one that is new each time`(id: String) throws {
        let server = try server()
        var seen: Set<String> = []
        for _ in 0..<100 {
            let line = try #require(try lines(server, "X-Request-Id: \(id)\r\n").first)
            let own = line.dropFirst("X-Request-Id: ".count)
            #expect(line.hasPrefix("X-Request-Id: ") && own.count == 32 && own.allSatisfy { "0123456789abcdef".contains($0) })
            seen.insert(line)
        }
        #expect(seen.count == 100)
    }

    @Test func `a trace goes on with a span of our own`() throws {
        let server = try server()
        var seen: Set<String> = []
        for _ in 0..<100 {
            let line = try #require(try lines(server, Self.traceParent).first)
            #expect(line.hasPrefix("traceparent: 00-\(Self.trace)-") && line.hasSuffix("-01"))
            let span = line.dropFirst("traceparent: 00-\(Self.trace)-".count).dropLast(3)
            #expect(span.count == 16 && span != "00f067aa0ba902b7" && span.contains { $0 != "0" })
            seen.insert(String(span))
        }
        #expect(seen.count == 100)
        let both = try lines(server, Self.traceParent + "X-Request-Id: a\r\n")
        #expect(both.count == 2 && both[0] == "X-Request-Id: a" && both[1].hasPrefix("traceparent: "))
    }

    @Test(arguments: ["traceparent: 00-0-0-00\r\n", "traceparent:\r\n", traceParent + traceParent])
    func `a trace that is none, or two, is not gone on with`(fields: String) throws {
        #expect(try lines(server(), fields).isEmpty)
    }

    @Test func `ids are made for every request, or for none`() throws {
        let always = try server(.always)
        let own = try lines(always, "")
        #expect(own.count == 1 && own[0].hasPrefix("X-Request-Id: ") && own[0].count == 46)
        #expect(try lines(always, "") != own)
        #expect(try lines(always, "X-Request-Id: a\r\n") == ["X-Request-Id: a"])
        #expect(try lines(server(.off), Self.traceParent + "X-Request-Id: a\r\n").isEmpty)
    }
}
