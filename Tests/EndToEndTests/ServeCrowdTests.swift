import BundleTestSupport
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Many connections that do nothing, and clients that are slow on purpose: neither may cost much, nor keep others from being served.
struct ServeCrowdTests {
    private static let idleCount = 10_000
    /// What a connection without a request may cost the server's memory.
    private static let idleByteCountMax = 1_024

    /// Raises this process's limit of descriptors as far as it may.
    private static func raisedDescriptorLimit() -> Int {
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, 1 << 20)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(limit.rlim_cur)
    }

    private static func residentByteCount(_ server: ServeProgram) throws -> Int {
        let path = FilePath("/proc/\(server.program.processID)/status")
        let text = String(decoding: try #require(FileBytes.read(path)), as: UTF8.self)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(Int(line.filter(\.isNumber))) << 10
    }

    @Test func `ten thousand idle connections cost little, and the next client is served`() throws {
        guard Self.raisedDescriptorLimit() > Self.idleCount + 1_000 else {
            print("descriptors are limited too tightly for \(Self.idleCount) connections: not tried")
            return
        }
        let server = try ServeProgram(
            [SmallModel()], ["--threads", "1", "--max-connections", "20000", "--idle-timeout-ms", "3600000", "--no-admin"])
        func connect() throws -> ServeClient {
            let client = try server.client()
            #expect(client.ask("/predict/small", ServeLoad.request)?.status == 200)
            return client
        }
        var clients = try (0..<100).map { _ in try connect() }
        let before = try Self.residentByteCount(server)
        for _ in 0..<Self.idleCount { clients.append(try connect()) }
        let each = (try Self.residentByteCount(server) - before) / Self.idleCount
        print("\(each) bytes for an idle connection")
        #expect(each <= Self.idleByteCountMax)
        #expect(try connect().ask("/predict/small", ServeLoad.request)?.status == 200)
        #expect(clients[0].ask("/predict/small", ServeLoad.request)?.status == 200)
        clients.removeAll()
        server.end()
    }

    /// Heads, bodies and reading that take for ever, as slowhttptest does them.
    @Test(
        .enabled(if: InstalledProgram.path("slowhttptest") != nil, "slowhttptest is not installed"),
        arguments: [["-H"], ["-B"], ["-X", "-w", "512", "-y", "1024", "-n", "5", "-z", "32", "-k", "3"]])
    func `clients that are slow on purpose hold no one else up`(manner: [String]) throws {
        let server = try ServeProgram(
            [SmallModel()],
            ["--threads", "1", "--head-timeout-ms", "1000", "--body-timeout-ms", "1000", "--write-timeout-ms", "1000"])
        let attack = Program(
            try #require(InstalledProgram.path("slowhttptest")),
            manner + ["-c", "400", "-r", "400", "-i", "1", "-l", "4", "-u", "http://127.0.0.1:\(server.port)/predict/small"])
        let client = try server.client()
        var answerCount = 0
        while !attack.hasExited {
            #expect(client.ask("/predict/small", ServeLoad.request)?.status == 200)
            answerCount += 1
        }
        #expect(answerCount > 100)
        // It colours its report.
        let output = String(decoding: attack.readAll(), as: UTF8.self).split(separator: "\u{1B}[")
            .map { $0.drop { $0.isNumber || $0 == ";" }.dropFirst() }.joined()
        let words = output.split { $0.isWhitespace }
        let availability = words.indices.dropLast().filter { words[$0] == "available:" }.map { words[$0 + 1] }
        #expect(!availability.isEmpty && availability.allSatisfy { $0 == "YES" }, "\(output.suffix(600))")
        server.end()
    }
}
