import BundleTestSupport
import Bundles
import Codecs
import Forest
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// The real executable with real bundles, asked over real sockets.
struct ServeTests {
    private static let hasCurl = unsafe access("/usr/bin/curl", X_OK) == 0

    /// A server that has said that it is ready.
    private struct Server {
        let folder = TemporaryFolder()
        let program: Program
        let port: Int

        init(_ models: [SmallModel] = [SmallModel()], _ options: [String] = []) throws {
            for model in models { try model.write(to: folder.path) }
            program = Program("serve", ["--host", "127.0.0.1", "--port", "0"] + options + [folder.path.string])
            let line = try #require(program.readLine(), "\(program.standardError())")
            let words = line.split(separator: " ")
            try #require(words.count == 6 && line.hasPrefix("serve: ready on 127.0.0.1:"), "\(line)")
            port = try #require(Int(words[3].dropLast().split(separator: ":")[1]), "\(line)")
            #expect(words[4] == "\(models.count)")
        }

        func end() {
            program.signal(SIGTERM)
            #expect(program.waitForExit() == 0, "\(program.standardError())")
        }
    }

    private static let body = #"{"age":35,"income":42000,"city":"Oslo"}"#

    private func expected(_ row: [Double]) -> (margin: Float, probability: Float) {
        let reference = ReferenceScorer(SmallModel().forest.ensemble())
        return (Float(reference.margins(row)[0]), Float(reference.predictions(row)[0]))
    }

    @Test func `predictions by name and by array have the reference's bits`() throws {
        let server = try Server()
        let client = try #require(ServeClient(port: server.port))
        let (margin, probability) = expected([35, 42_000, 0])
        let named = try #require(client.ask("/predict/small?margin=1", Self.body))
        let array = try #require(client.ask("/predict/small?margin=1", #"{"features":[35,42000,"Oslo"]}"#))
        #expect(named.status == 200)
        #expect(named.head.contains("\r\nDate: "))
        #expect(named.body == array.body)
        #expect(named.body.contains(#""probability":\#(probability),"#))
        #expect(named.body.hasSuffix(#","margin":\#(margin)}"#))
        server.end()
    }

    @Test func `errors leave the connection usable, and health answers`() throws {
        let server = try Server([SmallModel(name: "a"), SmallModel(name: "b")])
        let client = try #require(ServeClient(port: server.port))
        #expect(client.ask("/predict/c", Self.body)?.status == 404)
        #expect(client.ask("/predict/a", "{")?.status == 400)
        #expect(client.ask("/predict/a", Self.body)?.status == 200)
        #expect(client.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(client.receive()?.body == #"{"status":"ok","models":[{"name":"a","version":1},{"name":"b","version":1}]}"#)
        #expect(client.post("/predict/a", Self.body, fields: "Transfer-Encoding: chunked\r\n"))
        let refused = try #require(client.receive())
        #expect(refused.status == 400 && refused.closes)
        #expect(client.receive() == nil)
        server.end()
    }

    @Test(.enabled(if: hasCurl))
    func `curl gets a prediction, with and without waiting for 100-continue`() throws {
        let server = try Server()
        let url = "http://127.0.0.1:\(server.port)/predict/small"
        for fields in [[], ["-H", "Expect: 100-continue"], ["--http1.0"]] {
            let result = Program.run(
                "/usr/bin/curl",
                ["-sS", "--max-time", "60", "-H", "Content-Type: application/json"] + fields + ["-d", Self.body, url])
            #expect(result.exitCode == 0, "\(result.error)")
            #expect(result.output.contains(#""probability":\#(expected([35, 42_000, 0]).probability),"#))
        }
        let missing = Program.run("/usr/bin/curl", ["-sS", "--max-time", "60", "-w", " %{http_code}", url + "x", "-d", "{}"])
        #expect(missing.output == #"{"error":"there is no model \"smallx\"; there are \"small\""} 404"#)
        server.end()
    }

    @Test(arguments: [1, 3])
    func `SIGTERM under load answers every request that was sent, and ends with 0`(threadCount: Int) throws {
        let server = try Server([SmallModel()], ["--threads", "\(threadCount)"])
        let port = server.port
        let load = Load(port: port, clientCount: 8)
        load.waitForAnswers(count: 400)
        server.program.signal(SIGTERM)
        load.join()
        #expect(server.program.waitForExit() == 0)
        #expect(load.unansweredCount == 0)
        #expect(load.wrongCount == 0)
        #expect(ServeClient(port: port) == nil, "nobody listens any more")
        #expect(server.program.standardError().contains("serve: draining\n"))
        #expect(server.program.standardError().hasSuffix("serve: drained\n"))
    }

    @Test func `a second signal ends at once`() throws {
        let server = try Server()
        let client = try #require(ServeClient(port: server.port))
        #expect(client.send("POST /predict/small HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"))
        server.program.signal(SIGTERM)
        while !server.program.standardError().contains("draining") { sched_yield() }
        server.program.signal(SIGINT)
        #expect(server.program.waitForExit() == 6)
    }

    @Test func `a damaged bundle is refused by name and the others are served`() throws {
        let folder = TemporaryFolder()
        for name in ["good", "bad"] { try SmallModel(name: name).write(to: folder.path) }
        try LooseBundle.write([0], to: folder.path.appending("bad").appending("1").appending("forest.bin"))
        let program = Program("serve", ["--host", "127.0.0.1", "--port", "0", folder.path.string])
        #expect(program.readLine()?.hasSuffix(", 1 model") == true)
        #expect(program.standardError().contains("serve: refused: \(folder.path)/bad/1/forest.bin: "))
        program.signal(SIGTERM)
        #expect(program.waitForExit() == 0)
    }

    @Test func `nothing to serve is exit code 4, a wrong command line 2, a missing folder or taken port 5`() throws {
        let folder = TemporaryFolder()
        let empty = Program.run("serve", [folder.path.string])
        #expect(empty.exitCode == 4)
        #expect(empty.error.hasPrefix("serve: error: \(folder.path): there is no model to serve"))
        #expect(Program.run("serve", ["/nonexistent"]).exitCode == 5)
        let usages: [([String], String)] = [
            ([], "the folder of models is missing"), (["a", "b"], "there is one folder of models to serve, not 'b' as well"),
            (["--prot", "1", "a"], "there is no option --prot; serve --help lists them"), (["--port"], "--port needs a value"),
            (["--port", "65536", "a"], "--port is a whole number from 0 to 65535, not '65536'"),
            (["--threads=0", "a"], "--threads is a whole number from 1 to 1024, not '0'"),
            (["--help=1"], "--help takes no value"),
            (["--max-buffer-bytes", "1048576", "a"], "--max-buffer-bytes is less than one request may have"),
        ]
        for (arguments, reason) in usages {
            let result = Program.run("serve", arguments)
            #expect(result.exitCode == 2)
            #expect(result.error.hasPrefix("serve: error: \(reason)"), "\(result.error)")
        }
        let server = try Server()
        let second = Program.run("serve", ["--host", "127.0.0.1", "--port", "\(server.port)", server.folder.path.string])
        #expect(second.exitCode == 5)
        #expect(second.error.contains("127.0.0.1:\(server.port)"))
        server.end()
    }

    @Test func `help lists every option with its default, and the version is told`() {
        let help = Program.run("serve", ["--help"])
        #expect(help.exitCode == 0)
        for option in ["--host ADDRESS", "--port PORT", "(8000)", "--threads N", "--max-body-bytes N", "--drain-timeout-ms MS"] {
            #expect(help.output.contains(option))
        }
        #expect(Program.run("serve", ["--version"]).output.hasPrefix("serve "))
    }
}

/// Clients that ask as fast as they are answered, each on its own thread and connection, until the server says that it closes.
@safe private final class Load: Sendable {
    private let threads: [UInt]
    private let counts: Counts

    private final class Counts: Sendable {
        let port: Int
        let answered = Atomic<Int>(0)
        let unanswered = Atomic<Int>(0)
        let wrong = Atomic<Int>(0)
        init(port: Int) { self.port = port }

        func run() {
            guard let client = ServeClient(port: port) else { return }
            while true {
                guard client.post("/predict/small", #"{"features":[35,42000,"Oslo"]}"#), let answer = client.receive() else {
                    unanswered.add(1, ordering: .relaxed)
                    return
                }
                answered.add(1, ordering: .relaxed)
                if answer.status != 200 { wrong.add(1, ordering: .relaxed) }
                if answer.closes { return }
            }
        }
    }

    init(port: Int, clientCount: Int) {
        let counts = Counts(port: port)
        self.counts = counts
        threads = (0..<clientCount).map { _ in
            var thread = pthread_t()
            let context = unsafe Unmanaged.passRetained(counts).toOpaque()
            let failure = unsafe pthread_create(
                &thread, nil,
                { context in
                    unsafe Unmanaged<Counts>.fromOpaque(context!).takeRetainedValue().run()
                    return nil
                }, context)
            precondition(failure == 0, "pthread_create")
            return UInt(thread)
        }
    }

    func waitForAnswers(count: Int) {
        while counts.answered.load(ordering: .relaxed) < count, counts.unanswered.load(ordering: .relaxed) == 0 { sched_yield() }
    }

    func join() {
        for thread in threads { pthread_join(pthread_t(thread), nil) }
    }

    var unansweredCount: Int { counts.unanswered.load(ordering: .relaxed) }
    var wrongCount: Int { counts.wrong.load(ordering: .relaxed) }
}
