import BundleTestSupport
import SystemPackage
import TestSupport
import Testing

/// `--pin-cpus` on the real executable, as the kernel tells it.
@Suite(.enabled(if: TestEnvironment.allowsThreadCounts)) struct ServeProcessorTests {
    /// For each thread of the server the processors that it may run on; the main thread's first.
    private func allowed(_ server: ServeProgram) throws -> [String] {
        let folder = FilePath("/proc/\(server.program.processID)/task")
        let tasks = try #require(FolderListing.names(in: folder)).compactMap { Int($0) }.sorted()
        #expect(tasks.first == Int(server.program.processID))
        return try tasks.map { task in
            let status = String(decoding: FileBytes.read(folder.appending("\(task)").appending("status")) ?? [], as: UTF8.self)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") })
            return String(line.dropFirst("Cpus_allowed_list:".count).drop { $0 == "\t" })
        }
    }

    /// The processors of a list such as `0-3,8`.
    private func processors(_ list: String) -> [Int] {
        list.split(separator: ",").flatMap { run in
            let bounds = run.split(separator: "-").compactMap { Int($0) }
            return Array(bounds[0]...bounds[bounds.count - 1])
        }
    }

    private func options(_ more: [String]) -> [String] { ["--threads", "3", "--workers", "2", "--access-log", "-"] + more }

    @Test func `each loop and each worker has a processor of its own, in turn, and no other thread has`() throws {
        let server = try ServeProgram([SmallModel()], options(["--pin-cpus"]))
        let allowed = try allowed(server)
        let own = processors(allowed[0])
        let expected = (0..<3).map { own[$0 % own.count] } + (0..<2).map { own[$0 % own.count] }
        // Besides: the main thread, the admin loop's, and the access log's.
        #expect(allowed.sorted() == (expected.map(String.init) + Array(repeating: allowed[0], count: 3)).sorted())
        #expect(try server.client().ask("/predict/small", ServeLoad.request)?.status == 200)
        server.end()
    }

    @Test func `every thread may run everywhere when that is not asked for`() throws {
        let server = try ServeProgram([SmallModel()], options([]))
        let allowed = try allowed(server)
        #expect(allowed == Array(repeating: allowed[0], count: 8))
        server.end()
    }
}
