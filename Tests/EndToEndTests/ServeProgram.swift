import BundleTestSupport
import Glibc
import SystemPackage
import TestSupport
import Testing

/// The real `serve` with real bundles in a folder of its own, on ports that the kernel chose, from its line that says ready to its end.
struct ServeProgram {
    /// The folder of models.
    let models: FilePath
    private let folder: TemporaryFolder?
    let program: Program
    let port: Int
    /// Nil with `--no-admin`.
    let adminPort: Int?
    /// The whole line that said ready.
    let readyLine: String

    /// Starts it with `models`, and waits until it says ready.
    init(_ models: [SmallModel] = [SmallModel()], _ options: [String] = [], environment: [String: String] = [:]) throws {
        let folder = TemporaryFolder()
        for model in models { try model.write(to: folder.path) }
        try self.init(folder: folder, options, environment: environment)
        #expect(readyLine.contains(", \(models.count) model"))
    }

    /// Starts it with a folder of models that the test made.
    init(
        folder: TemporaryFolder, _ options: [String] = [], environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let program = Program("serve", Self.arguments(options) + [folder.path.string], environment: environment)
        try self.init(program, models: folder.path, folder: folder, sourceLocation: sourceLocation)
    }

    /// Starts it with a folder of models that somebody else keeps.
    init(models: FilePath, _ options: [String] = [], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let program = Program("serve", Self.arguments(options) + [models.string])
        try self.init(program, models: models, sourceLocation: sourceLocation)
    }

    /// Takes over a program that was started as the test wants it, in a shell for example.
    init(
        _ program: Program, models: FilePath, folder: TemporaryFolder? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        self.models = models
        self.folder = folder
        self.program = program
        readyLine = try #require(program.readLine(), "\(program.standardError())", sourceLocation: sourceLocation)
        port = try #require(Self.port(in: readyLine, after: "serve: ready on "), "\(readyLine)", sourceLocation: sourceLocation)
        adminPort = Self.port(in: readyLine, after: ", admin on ")
    }

    /// Two loops, on ports that the kernel chooses unless `options` say otherwise: the tests' machine has its processors for all tests.
    static func arguments(_ options: [String]) -> [String] {
        var arguments = options
        for (flag, value) in [("--host", "127.0.0.1"), ("--port", "0"), ("--threads", "2")] where !options.contains(flag) {
            arguments += [flag, value]
        }
        return arguments
    }

    private static func port(in line: String, after prefix: String) -> Int? {
        guard let place = line.firstRange(of: prefix) else { return nil }
        let address = line[place.upperBound...].prefix { $0 != "," }
        return address.lastIndex(of: ":").flatMap { Int(address[address.index(after: $0)...]) }
    }

    /// A connection to the data listener.
    func client(sourceLocation: SourceLocation = #_sourceLocation) throws -> ServeClient {
        try #require(ServeClient(port: port), sourceLocation: sourceLocation)
    }

    /// A connection to the admin listener.
    func adminClient(sourceLocation: SourceLocation = #_sourceLocation) throws -> ServeClient {
        let port = try #require(adminPort, sourceLocation: sourceLocation)
        return try #require(ServeClient(port: port), sourceLocation: sourceLocation)
    }

    /// The records on standard error so far; a line that is none fails the test.
    var log: [LogRecord] {
        program.standardError().split(separator: "\n").compactMap { line in
            let record = LogRecord(line)
            if record == nil { Issue.record("no record of the log: \(line)") }
            return record
        }
    }

    /// What the admin listener answers to a scrape.
    func metrics(sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let client = try adminClient(sourceLocation: sourceLocation)
        try #require(client.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"), sourceLocation: sourceLocation)
        return try #require(client.receive(), sourceLocation: sourceLocation).body
    }

    /// Waits until the log has a record of `event`; false when the program ended without one.
    func waitForRecord(_ event: String) -> Bool {
        let text = "\"event\":\"\(event)\""
        while !program.standardError().contains(text) {
            if program.hasExited { return program.standardError().contains(text) }
            sched_yield()
        }
        return true
    }

    /// SIGTERM, and the clean end.
    func end(sourceLocation: SourceLocation = #_sourceLocation) {
        program.signal(SIGTERM)
        #expect(program.waitForExit() == 0, "\(program.standardError())", sourceLocation: sourceLocation)
    }
}
