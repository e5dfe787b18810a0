import Base
import Bundles
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Programs killed at any moment leave what they promise: whole bundles and whole files, or none.
///
/// A few rounds here; `make test-full` asks for hundreds by ESPALIER_KILL_LOOPS. The moment of each kill is random within the time that an
/// undisturbed run takes; whatever it is, the same must hold.
struct KillLoopTests {
    private static let loopCount = Int(TestEnvironment.value("ESPALIER_KILL_LOOPS") ?? "") ?? 5

    private let folder = TemporaryFolder()

    /// Runs the program `loopCount` times and kills each run somewhere; `check` looks at what is left.
    private func kill(_ name: String, _ arguments: [String], _ random: inout SeededRandom, check: () -> Void) {
        let start = MonotonicClock.nanoseconds
        #expect(Program.run(name, arguments).exitCode == 0)
        let whole = MonotonicClock.nanoseconds - start
        for _ in 0..<Self.loopCount {
            let program = Program(name, arguments)
            let deadline = MonotonicClock.nanoseconds + UInt64(random.next(below: Int(whole) + 1))
            while MonotonicClock.nanoseconds < deadline {}
            program.signal(9)
            let code = program.waitForExit()
            #expect(code == -9 || code == 0)
            check()
        }
    }

    @Test func `train killed anywhere leaves whole versions only`() {
        var random = TestSeed.random(71)
        let output = folder.path.appending("models")
        let table = SharedData.packageRoot.appending("models").appending("iris").appending("iris.csv")
        let arguments = [table.string, "--target", "species", "--name", "iris", "--output", output.string, "--trees", "20"]
        kill("train", arguments, &random) {
            do {
                for version in try Bundle.versions(in: output.appending("iris")) {
                    _ = try Bundle(path: output.appending("iris").appending("\(version)"))
                }
            } catch { Issue.record("\(error)") }
        }
        #expect(Program.run("train", arguments).exitCode == 0)
        let left = (FolderListing.names(in: output.appending("iris")) ?? []).filter { $0.hasPrefix(".") }
        #expect(left.isEmpty, "the next writer sweeps up: \(left)")
    }

    @Test func `score killed anywhere leaves the whole output or none`() throws {
        var random = TestSeed.random(72)
        let models = SharedData.packageRoot.appending("models")
        let input = folder.path.appending("input.csv")
        let lines = String(
            decoding: try #require(FileBytes.read(models.appending("iris").appending("iris.csv"))), as: UTF8.self)
        let records = lines.drop { $0 != "\n" }.dropFirst()
        FileBytes.write(Array((lines + String(repeating: String(records), count: 200)).utf8), to: input)
        let output = folder.path.appending("output.csv")
        let arguments = [models.appending("iris").string, input.string, "-o", output.string, "--progress", "none"]
        #expect(Program.run("score", arguments).exitCode == 0)
        let expected = try #require(FileBytes.read(output))
        kill("score", arguments, &random) {
            if let found = FileBytes.read(output) { #expect(found == expected) }
            _ = unsafe unlink(output.string)
        }
    }
}
