import BundleTestSupport
import Glibc
import SystemPackage
import TestSupport
import Testing

/// What a request on a kept connection costs the real executable beside its own work: no memory, no counted reference, three system calls.
///
/// Counted from outside, in the program as it is built, so that nothing that a compiler adds is missed.
struct ServeCostTests {
    /// One row by name, by position and by position among several.
    static let bodies = [
        #"{"age":35,"income":42000,"city":"Oslo"}"#, #"{"features":[35,42000,"Oslo"]}"#,
        #"{"instances":[[35,42000,"Oslo"],[20,9000.25,"Bergen"],[36,null,"Oslo"]]}"#,
    ]

    private static func ask(_ client: ServeClient, _ body: String, count: Int) {
        for _ in 0..<count {
            guard client.post("/predict/small", body, fields: "Content-Type: application/json\r\n"),
                let answer = client.receive(), answer.status == 200
            else {
                Issue.record("no answer")
                return
            }
        }
    }

    /// Asks on all connections before it looks for answers, so that several are ready together.
    private static func ask(_ clients: [ServeClient], _ body: String, count: Int) {
        for _ in 0..<count / clients.count {
            for client in clients { _ = client.post("/predict/small", body) }
            for client in clients where client.receive()?.status != 200 {
                Issue.record("no answer")
                return
            }
        }
    }

    // The functions that are counted have calling conventions of their own, which the trampolines keep for x86-64 only.
    #if arch(x86_64)
        /// The counts of a whole run with so many requests, on one connection or several.
        private func counts(
            _ body: String, requestCount: Int, clientCount: Int, _ library: FilePath, _ folder: TemporaryFolder
        ) throws -> [String: Int] {
            let file = folder.path.appending("counts-\(requestCount)")
            let server = try ServeProgram(
                [SmallModel()], ["--threads", "1", "--no-admin", "--gather", "always"],
                environment: ["LD_PRELOAD": library.string, "COUNTS": file.string])
            let clients = try (0..<clientCount).map { _ in try server.client() }
            if clientCount == 1 {
                Self.ask(clients[0], body, count: requestCount)
            } else {
                Self.ask(clients, body, count: requestCount)
            }
            server.end()
            let text = String(decoding: try #require(FileBytes.read(file)), as: UTF8.self)
            let counts = text.split(separator: "\n").map { $0.split(separator: " ") }
            return Dictionary(uniqueKeysWithValues: counts.map { (String($0[0]), Int($0[1]) ?? 0) })
        }

        @Test(
            .enabled(if: TestEnvironment.allowsCallCounts),
            .enabled(if: InstalledProgram.path("clang") != nil, "there is no clang"),
            arguments: bodies, [1, 8])
        func `a request allocates nothing and counts no reference`(body: String, clientCount: Int) throws {
            let folder = TemporaryFolder()
            let library = folder.path.appending("counting.so")
            let source = SharedData.packageRoot.appending("Tests").appending("Preload").appending("counting.c")
            let clang = try #require(InstalledProgram.path("clang"))
            let built = Program.run(clang, ["-O1", "-shared", "-fPIC", "-o", library.string, source.string, "-ldl"])
            try #require(built.exitCode == 0, "\(built.error)")
            let few = try counts(body, requestCount: 160, clientCount: clientCount, library, folder)
            let many = try counts(body, requestCount: 1_160, clientCount: clientCount, library, folder)
            #expect(few["malloc", default: 0] > 0 && few["swift_retain", default: 0] > 0, "what is counted at all")
            for (name, count) in many.sorted(by: { $0.key < $1.key }) {
                // Starting and ending differ by a few from run to run, as threads meet.
                let more = count - few[name, default: 0]
                #expect(abs(more) < 50, "\(name): \(more) more for a thousand requests more")
            }
        }
    #endif

    private static let canTrace =
        InstalledProgram.path("strace").map { Program.run($0, ["-qq", "-o", "/dev/null", "true"]).exitCode == 0 } ?? false

    @Test(
        .enabled(if: TestEnvironment.allowsThreadCounts), .enabled(if: canTrace, "strace is not installed, or may not trace"))
    func `a request is one receive, one send and at most one wait`() throws {
        let folder = TemporaryFolder()
        try SmallModel().write(to: folder.path)
        let trace = TemporaryFolder()
        let file = trace.path.appending("trace")
        let program = Program(
            try #require(InstalledProgram.path("strace")),
            [
                "-f", "-qq", "-o", file.string, Program.path(of: "serve").string, "--host", "127.0.0.1", "--port", "0",
                "--threads",
                "1", "--no-admin", folder.path.string,
            ])
        let server = try ServeProgram(program, models: folder.path)
        let requestCount = 500
        Self.ask(try server.client(), Self.bodies[0], count: requestCount)
        // The tracer would go by itself: the signal is for the process that it began with.
        let start = String(decoding: try #require(FileBytes.read(file)), as: UTF8.self)
        kill(try #require(start.split(separator: " ").first.flatMap { Int32($0) }), SIGTERM)
        #expect(program.waitForExit() == 0)
        // Lines are `THREAD NAME(...`; the loop's thread is the one that sends.
        let lines = String(decoding: try #require(FileBytes.read(file)), as: UTF8.self).split(separator: "\n")
        let calls = lines.compactMap { line -> (thread: Substring, name: Substring)? in
            let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard words.count == 2, let name = words[1].drop(while: { $0 == " " }).split(separator: "(", maxSplits: 1).first
            else { return nil }
            // The end of a call that another thread's came into was counted at its beginning.
            return name.hasPrefix("<") ? nil : (words[0], name)
        }
        let loop = try #require(calls.last { $0.name == "sendto" }).thread
        let ofLoop = calls.filter { $0.thread == loop }.map(\.name)
        let sends = ofLoop.indices.filter { ofLoop[$0] == "sendto" }
        #expect(sends.count == requestCount)
        // From the tenth answer to the last but ten.
        let between = ofLoop[sends[10]..<sends[requestCount - 10]]
        let tally = Dictionary(grouping: between, by: \.self).mapValues(\.count)
        #expect(Set(tally.keys).isSubset(of: ["recvfrom", "sendto", "epoll_wait", "epoll_pwait"]), "\(tally)")
        #expect(tally["recvfrom"] == requestCount - 20 && tally["sendto"] == requestCount - 20, "\(tally)")
        #expect(tally["epoll_wait", default: 0] + tally["epoll_pwait", default: 0] <= requestCount, "\(tally)")
    }
}
