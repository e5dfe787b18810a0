import BundleTestSupport
import Codecs
import Glibc
import SystemPackage
import TestSupport
import Testing

/// The access log of the real executable.
struct ServeAccessLogTests {
    private let folder = TemporaryFolder()
    private var path: FilePath { folder.path.appending("access") }
    private static let body = #"{"features":[35,42000,"Oslo"]}"#

    private func statuses(_ path: FilePath) throws -> [String] {
        let text = String(decoding: FileBytes.read(path) ?? [], as: UTF8.self)
        return try text.split(separator: "\n").map { line in
            guard case .object(let members) = try JSONValue.parse(Array(line.utf8)),
                case .number(let status)? = members.first(where: { $0.name == "status" })?.value
            else { return "none" }
            return status
        }
    }

    @Test func `every line is written when the server has ended`() throws {
        let server = try ServeProgram([SmallModel()], ["--access-log", path.string, "--access-log-sample", "1"])
        let client = try server.client()
        for _ in 0..<300 { #expect(client.ask("/predict/small", Self.body)?.status == 200) }
        #expect(client.ask("/predict/small", "{")?.status == 400)
        let admin = try server.adminClient()
        #expect(admin.send("GET /models HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(admin.receive()?.status == 200)
        server.end()
        let statuses = try statuses(path)
        #expect(statuses.count == 302)
        #expect(statuses.count { $0 == "400" } == 1)
        #expect(String(decoding: FileBytes.read(path) ?? [], as: UTF8.self).contains(#""listener":"admin","status":200,"#))
    }

    @Test func `a hangup opens the renamed file anew, at any time, and ends nothing`() throws {
        let server = try ServeProgram([SmallModel()], ["--access-log", path.string, "--access-log-sample", "1"])
        let client = try server.client()
        // What was answered is in the renamed file, without waiting for it to be written; of the last answer alone it is not known whether
        // its loop has told it yet.
        for _ in 0..<11 { #expect(client.ask("/predict/small", Self.body)?.status == 200) }
        let old = folder.path.appending("access.1")
        #expect(unsafe rename(path.string, old.string) == 0)
        server.program.signal(SIGHUP)
        #expect(server.waitForRecord("hangup"))
        while FileBytes.read(path) == nil { sched_yield() }
        for _ in 0..<5 { #expect(client.ask("/predict/small", "[]")?.status == 400) }
        server.end()
        let oldStatuses = try statuses(old)
        #expect(oldStatuses.count >= 10)
        let all = oldStatuses + (try statuses(path))
        #expect(all == [String](repeating: "200", count: 11) + [String](repeating: "400", count: 5))
    }

    @Test func `without an access log a hangup ends nothing either`() throws {
        let server = try ServeProgram()
        server.program.signal(SIGHUP)
        #expect(server.waitForRecord("hangup"))
        #expect(try server.client().ask("/predict/small", Self.body)?.status == 200)
        server.end()
    }

    @Test func `a full disk costs lines, not answers`() throws {
        let server = try ServeProgram([SmallModel()], ["--access-log", "/dev/full", "--access-log-sample", "1"])
        let client = try server.client()
        for _ in 0..<300 { #expect(client.ask("/predict/small", Self.body)?.status == 200) }
        #expect(server.waitForRecord("access log lost lines"))
        for _ in 0..<300 { #expect(client.ask("/predict/small", Self.body)?.status == 200) }
        server.end()
        let losses = server.log.filter { $0.event == "access log lost lines" }
        #expect(losses.count >= 2 && losses.allSatisfy { $0.level == "warning" }, "once a minute, and at the end")
        #expect(losses.allSatisfy { $0.text.contains("\"reason\":\"No space left on device\"") })
        #expect(try lostLineCount(server) == 600)
    }

    /// Lines that the log says were lost.
    private func lostLineCount(_ server: ServeProgram) throws -> Int {
        try server.log.filter { $0.event == "access log lost lines" }.reduce(0) { sum, record in
            guard case .object(let members) = try JSONValue.parse(Array(record.text.utf8)),
                case .number(let count)? = members.first(where: { $0.name == "lines" })?.value
            else { return sum }
            return sum + (Int(count) ?? 0)
        }
    }

    @Test func `lines that standard output has not taken by the end are told as lost, and the end is clean`() throws {
        let options = ["--access-log", "-", "--access-log-sample", "1", "--threads", "1"]
        let server = try ServeProgram([SmallModel()], options)
        let client = try server.client()
        // More than a pipe holds, less than the ring of the loop.
        for _ in 0..<1_000 { #expect(client.ask("/predict/small", Self.body)?.status == 200) }
        server.end()
        let written = server.program.readAll().count { $0 == UInt8(ascii: "\n") }
        let lost = try lostLineCount(server)
        #expect(lost > 0 && written > 0 && written + lost == 1_000, "\(written) written, \(lost) lost")
    }

    @Test func `standard output takes the lines as well`() throws {
        let server = try ServeProgram([SmallModel()], ["--access-log", "-", "--access-log-sample", "1"])
        #expect(try server.client().ask("/predict/small", Self.body)?.status == 200)
        let line = try #require(server.program.readLine())
        #expect(line.hasPrefix("{\"time\":\"") && line.contains("\"model\":\"small\""))
        server.end()
    }

    @Test func `a file that cannot be opened ends the server before it starts`() throws {
        let models = folder.path.appending("models")
        try SmallModel().write(to: models)
        let place = folder.path.appending("none").appending("access")
        let result = Program.run("serve", ["--port", "0", "--access-log", place.string, models.string])
        #expect(result.exitCode == 5 && result.output.isEmpty)
        #expect(result.error.contains("access-log: \(place): open: No such file or directory"))
    }
}
