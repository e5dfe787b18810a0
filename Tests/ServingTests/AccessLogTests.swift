import Base
import BundleTestSupport
import CAllocationCounter
import Codecs
import Glibc
import Network
import Serving
import Synchronization
import SystemPackage
import TestSupport
import Testing

struct AccessLogTests {
    private static let body = #"{"features":[35.25,42000,"Oslo"]}"#

    @Test func `a prediction is a line that tells all about it`() throws {
        let server = try LoggedServer(sampleInterval: 1)
        #expect(server.ask("POST", "/predict/small?margin=1", Self.body) == 200)
        let line = try #require(try server.lines().first)
        #expect(
            Set(line.keys) == [
                "time", "listener", "status", "method", "target", "body_bytes", "answer_bytes", "write_us", "model", "version",
                "variant", "rows", "queue_us", "parse_us", "score_us",
            ])
        for (name, value) in [
            ("listener", "data"), ("method", "POST"), ("target", "/predict/small?margin=1"), ("model", "small"),
            ("variant", "default"),
        ] {
            #expect(line[name] == .string(value), "\(name)")
        }
        for (name, value) in [("status", "200"), ("version", "1"), ("rows", "1"), ("body_bytes", "\(Self.body.utf8.count)")] {
            #expect(line[name] == .number(value), "\(name)")
        }
        guard case .string(let time)? = line["time"] else { throw LoggedServer.NoLine(text: "\(line)") }
        #expect(time.hasPrefix("20") && time.hasSuffix("Z") && time.utf8.count == 24, "\(time)")
        #expect(server.log.writtenCount == 1 && server.log.failedCount == 0 && server.log.overflowCount == 0)
    }

    @Test func `a refusal tells why, with a model or without one`() throws {
        let server = try LoggedServer(sampleInterval: 1_000_000)
        // The first answer is told whatever it is.
        #expect(server.ask("POST", "/predict/small", Self.body) == 200)
        #expect(server.ask("POST", "/predict/small", "{") == 400)
        #expect(server.ask("POST", "/predict/none", Self.body) == 404)
        #expect(server.ask("GET", "/a%22'~") == 404)
        _ = server.handler.refuse(HTTPRefusal(status: .requestTimeout, reason: "late"))
        server.handler.didSend(at: .max)
        let lines = try server.lines().dropFirst()
        #expect(lines.map { $0["reason"] } == ["malformed_body", "not_found", "not_found", "slow_client"].map { .string($0) })
        #expect(lines.map { $0["model"] } == [.string("small"), nil, nil, nil])
        #expect(lines.map { $0["method"] } == [.string("POST"), .string("POST"), .string("GET"), nil])
        #expect(lines.map { $0["target"] }[2] == .string("/a%22'~"))
    }

    @Test(arguments: [1, 3, 10])
    func `one of so many answers is told, and every refusal`(interval: Int) throws {
        let server = try LoggedServer(sampleInterval: interval)
        for _ in 0..<90 {
            #expect(server.ask("POST", "/predict/small", Self.body) == 200)
            #expect(server.ask("POST", "/predict/small", "[]") == 400)
        }
        let lines = try server.lines()
        #expect(lines.count { $0["status"] == .number("400") } == 90)
        #expect(lines.count { $0["status"] == .number("200") } == (90 + interval - 1) / interval)
    }

    @Test func `ids of the request and the trace are told, and who it was forwarded for`() throws {
        let server = try LoggedServer(sampleInterval: 1)
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        let fields =
            "X-Request-Id: a.b/1\r\nTraceparent: 00-\(trace)-00f067aa0ba902b7-01\r\nX-Forwarded-For: 10.0.0.1, \"\u{e9}\r\n"
        #expect(server.ask(LoggedServer.Request("GET", "/health", fields: fields)) == 200)
        #expect(server.ask(LoggedServer.Request("GET", "/health", fields: "X-Request-Id: a b\r\nTraceparent: 00\r\n")) == 200)
        let lines = try server.lines()
        #expect(lines[0]["request_id"] == .string("a.b/1"))
        #expect(lines[0]["trace_id"] == .string(trace))
        #expect(lines[0]["forwarded_for"] == .string("10.0.0.1, \"\u{c3}\u{a9}"), "bytes that are no ASCII stand one by one")
        #expect(lines[1]["request_id"] == nil && lines[1]["trace_id"] == nil && lines[1]["forwarded_for"] == nil)
    }

    @Test(arguments: [
        (0, "X-Forwarded-For: 192.0.2.1\r\n", "10.0.0.9"), (1, "", "10.0.0.9"),
        (1, "X-Forwarded-For: 192.0.2.1\r\n", "192.0.2.1"),
        (2, "X-Forwarded-For: 6.6.6.6, 192.0.2.1\r\nX-Forwarded-For: 10.0.0.1\r\n", "192.0.2.1"),
        (2, "X-Forwarded-For: 2001:DB8:0::1, 10.0.0.1\r\n", "2001:db8::1"),
        (2, "X-Forwarded-For: unknown, 10.0.0.1\r\n", "10.0.0.1"),
        // What is trusted stands behind what is kept of the field.
        (1, "X-Forwarded-For: \(String(repeating: "6.6.6.6, ", count: 40))192.0.2.1\r\n", "192.0.2.1"),
    ])
    func `the client is who asked the first balancer that is trusted`(hops: Int, fields: String, client: String) throws {
        let server = try LoggedServer(sampleInterval: 1, trustedHopCount: hops)
        var request = LoggedServer.Request("GET", "/health", fields: fields)
        request.peer = IPAddress(v4: 0x0A00_0009)
        #expect(server.ask(request) == 200)
        var refusal = HTTPRefusal(status: .badRequest, reason: "no request")
        refusal.peer = PeerAddress(address: request.peer, port: 1)
        _ = server.handler.refuse(refusal)
        server.handler.didSend(at: .max)
        #expect(try server.lines().map { $0["client"] } == [.string(client), .string("10.0.0.9")])
    }

    @Test func `a target that is too long is cut, and the line says so`() throws {
        let server = try LoggedServer(sampleInterval: 1)
        let target = "/" + String(repeating: "x", count: 500)
        #expect(server.ask("GET", target) == 404)
        let line = try #require(try server.lines().first)
        #expect(line["truncated"] == .bool(true))
        #expect(line["target"] == .string(String(target.prefix(160))))
    }

    @Test func `a ring that is full drops, counts it, and takes again when it was emptied`() throws {
        let server = try LoggedServer(sampleInterval: 1)
        for _ in 0..<3_000 { #expect(server.ask("POST", "/predict/small", Self.body) == 200) }
        let told = try server.lines().count
        #expect(told >= 1_024 && told < 3_000)
        #expect(server.log.overflowCount == UInt64(3_000 - told))
        #expect(server.ask("POST", "/predict/small", Self.body) == 200)
        #expect(try server.lines().count == told + 1)
    }

    @Test func `what is answered and not sent yet is not told yet`() throws {
        let server = try LoggedServer(sampleInterval: 1)
        #expect(server.ask("POST", "/predict/small", Self.body, isSent: false) == 200)
        #expect(server.ask("POST", "/predict/small", Self.body, isSent: false) == 200)
        #expect(try server.lines().isEmpty)
        server.handler.didSend(at: .max)
        #expect(try server.lines().count == 2)
    }

    @Test func `a file that was renamed is opened anew when that is asked for`() throws {
        let server = try LoggedServer(sampleInterval: 1)
        let old = server.folder.path.appending("access.1")
        #expect(server.ask("POST", "/predict/small", Self.body) == 200)
        server.log.turn()
        #expect(unsafe rename(server.path.string, old.string) == 0)
        #expect(server.ask("POST", "/predict/small", "{") == 400)
        server.log.turn()
        #expect(FileBytes.read(server.path) == nil, "the renamed file is written on")
        // Answered before the wish, and not written yet.
        #expect(server.ask("POST", "/predict/small", "[]") == 400)
        server.log.reopen()
        #expect(try server.lines().isEmpty)
        #expect(server.ask("GET", "/health") == 200)
        let lines = try server.lines()
        #expect(lines.map { $0["target"] } == [.string("/health")])
        #expect(try LoggedServer.lines(of: old).count == 3)
    }

    @Test func `a file that cannot be opened anew is told, and the old one is written on`() throws {
        let server = try LoggedServer(sampleInterval: 1)
        let kept = server.folder.path.appending("kept")
        #expect(unsafe rename(server.path.string, kept.string) == 0)
        #expect(unsafe mkdir(server.path.string, 0o700) == 0)
        server.log.reopen()
        #expect(server.ask("GET", "/health") == 200)
        server.log.turn()
        #expect(try LoggedServer.lines(of: kept).count == 1)
        #expect(server.troubles.count == 1)
        guard case .notReopened(let error)? = server.troubles.first else { throw LoggedServer.NoLine(text: "no trouble") }
        #expect(error.errno == .isDirectory)
    }

    @Test func `a full disk loses lines, counts them and says so once`() throws {
        let server = try LoggedServer(sampleInterval: 1, path: "/dev/full")
        for _ in 0..<5 {
            for _ in 0..<3 { #expect(server.ask("GET", "/health") == 200) }
            server.log.turn()
        }
        #expect(server.log.writtenCount == 0)
        #expect(server.log.failedCount == 15)
        #expect(server.troubles.count == 1)
        guard case .lost(let lineCount, let errno)? = server.troubles.first else { throw LoggedServer.NoLine(text: "no trouble") }
        #expect(lineCount == 3 && errno == .noSpace)
    }

    /// A named pipe takes part of a write when it is nearly full, as a disk does.
    @Test func `after a line that was cut the next stands on a line of its own`() throws {
        let folder = TemporaryFolder()
        let path = folder.path.appending("pipe")
        #expect(unsafe mkfifo(path.string, 0o600) == 0)
        let reader = unsafe open(path.string, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        defer { close(reader) }
        let server = try LoggedServer(sampleInterval: 1, path: path.string)
        // More than the 64 KiB that a pipe holds.
        for _ in 0..<1_000 { #expect(server.ask("GET", "/health") == 200) }
        server.log.turn()
        #expect(server.log.failedCount > 0 && server.log.writtenCount > 0)
        #expect(server.log.failedCount + server.log.writtenCount == 1_000)
        var text = Self.drain(reader)
        #expect(text.last != UInt8(ascii: "\n"), "the pipe was full in the middle of a line")
        #expect(server.ask("GET", "/nowhere") == 404)
        server.log.turn()
        text += Self.drain(reader)
        let lines = text.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        let whole = lines.compactMap { try? JSONValue.parse(Array($0.utf8)) }
        #expect(whole.count == lines.count - 1, "one line is cut")
        #expect(UInt64(whole.count) == server.log.writtenCount)
        #expect(lines.last?.contains("/nowhere") == true)
    }

    private static func drain(_ descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 8192)
        while true {
            let count = unsafe read(descriptor, &block, block.count)
            if count <= 0 { return bytes }
            bytes += block[..<count]
        }
    }

    @Test(.enabled(if: callocation_is_counting() != 0))
    func `an answer that is told allocates nothing on its loop`() throws {
        let server = try LoggedServer(sampleInterval: 1)
        let request = LoggedServer.Request("POST", "/predict/small", Self.body)
        for round in 0..<3 {
            let before = callocation_count()
            var answered = 0
            for _ in 0..<100 { if server.ask(request) == 200 { answered += 1 } }
            let counted = callocation_count() - before
            #expect(answered == 100)
            if round > 0 { #expect(counted == 0) }
        }
    }

    @Test func `its thread writes every line of several loops, to the last one before its end`() throws {
        let server = try LoggedServer(sampleInterval: 1, loopCount: 3)
        let threads = try LoopThreads([server.log])
        let request = LoggedServer.Request("POST", "/predict/small", Self.body)
        // Half a ring at a time: none is ever full, whatever the threads do.
        for round in 1...20 {
            for _ in 0..<512 { for loop in 0..<3 { #expect(server.ask(request, loop: loop) == 200) } }
            while server.log.writtenCount < UInt64(round * 512 * 3) { sched_yield() }
        }
        #expect(server.ask("GET", "/health") == 200)
        threads.drain()
        threads.join()
        #expect(server.log.overflowCount == 0 && server.log.failedCount == 0)
        #expect(try LoggedServer.lines(of: server.path).count == 20 * 512 * 3 + 1)
    }
}
