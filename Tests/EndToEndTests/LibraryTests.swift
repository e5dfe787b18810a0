import BundleTestSupport
import Codecs
import Forest
import SystemPackage
import TestSupport
import Testing

/// What `make library` and `make python` build, as their users find it. `.ci/test` builds both before the tests.
struct LibraryTests {
    private static let library = SharedData.packageRoot.appending(".build/library/libespalier.so").string

    private static let isBuilt = Program.run("/bin/sh", ["-c", "test -e '\(library)'"]).exitCode == 0

    /// The wheel and an interpreter that has numpy.
    private static let wheel: String? =
        Program.run("/bin/sh", ["-c", "ls '\(SharedData.packageRoot)'/.build/python/espalier-*.whl"]).output
        .split(separator: "\n").first.map(String.init)

    private static let python: String? = [
        "python3", "/usr/bin/python3", SharedData.packageRoot.appending(".build/bench/python/bin/python").string,
    ].first { Program.run("/usr/bin/env", [$0, "-c", "import numpy"]).exitCode == 0 }

    @Test(.enabled(if: isBuilt, "`make library` has not been run"))
    func `libespalier needs no library but the C library's own`() {
        let result = Program.run("/usr/bin/env", ["readelf", "-d", Self.library])
        #expect(result.exitCode == 0, "\(result.error)")
        let needed = result.output.split(separator: "\n").filter { $0.contains("(NEEDED)") }.compactMap { line in
            line.split(separator: "[").last?.split(separator: "]").first.map(String.init)
        }
        #expect(needed.contains("libc.so.6"))
        let allowed: Set = [
            "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1",
        ]
        for name in needed { #expect(allowed.contains(name), "libespalier.so needs \(name)") }
        #expect(result.output.contains("soname: [libespalier.so]"))
        #expect(!result.output.contains("RUNPATH") && !result.output.contains("RPATH"))
    }

    @Test(.enabled(if: isBuilt, "`make library` has not been run"))
    func `libespalier shows the functions of its header, and nothing else`() {
        let result = Program.run("/usr/bin/env", ["nm", "-D", "--defined-only", Self.library])
        let shown = Set(
            result.output.split(separator: "\n").compactMap { line in
                line.split(separator: " ").last?.split(separator: "@").first.map(String.init)
            }
        ).subtracting(["ESPALIER_1"])
        let header = SourceTree.text(of: "Sources/CEspalier/include/espalier.h")
        let declared = Set(
            header.split(separator: "\n").filter {
                $0.contains("(") && !$0.hasPrefix(" ") && !$0.hasPrefix("/") && !$0.hasPrefix("typedef")
            }
            .compactMap { line in
                line.split(separator: "(").first?.split { $0 == " " || $0 == "*" }.last.map(String.init)
            }.filter { $0.hasPrefix("espalier_") })
        #expect(declared.count > 15)
        #expect(shown == declared)
        #expect(!result.output.contains("Foundation"))
    }

    @Test(
        .enabled(if: wheel != nil, "`make python` has not been run"),
        .enabled(if: python != nil, "no Python with numpy is installed"))
    func `the wheel's package predicts from every layout of numbers, in threads and after a fork`() throws {
        let python = try #require(Self.python)
        let folder = TemporaryFolder()
        let unpacked = folder.path.appending("wheel").string
        let unpacking = Program.run("/usr/bin/env", [python, "-m", "zipfile", "-e", try #require(Self.wheel), unpacked])
        #expect(unpacking.exitCode == 0, "\(unpacking.error)")
        let bundle = try SmallModel().write(to: folder.path.appending("models"))
        let cases = folder.path.appending("cases.json")
        FileBytes.write(Array(Self.cases().utf8), to: cases)
        let script = SharedData.packageRoot.appending("Tests/Clients/library_client.py").string
        let result = Program.run(
            "/usr/bin/env", [python, "-X", "dev", "-W", "ignore", script, bundle.string, cases.string],
            environment: ["PYTHONPATH": unpacked])
        #expect(result.exitCode == 0, "\(result.error)")
        #expect(result.output.hasSuffix(" checks\n"), "\(result.output)")
    }

    /// Rows with what the reference scorer makes of them.
    private static func cases() -> String {
        let reference = ReferenceScorer(SmallModel().forest.ensemble())
        var rows: [[Double?]] = []
        for age in [20, 35.5, 36, nil] as [Double?] {
            for income in [9_000, 42_000, 80_000.5, nil] as [Double?] {
                for city in [0, 1, 2, 3, 7, nil] as [Double?] { rows.append([age, income, city]) }
            }
        }
        let numbers = rows.map { row in row.map { $0 ?? .nan } }
        return """
            {"rows": [\(rows.map { list($0.map { $0.map { "\($0)" } ?? "null" }) }.joined(separator: ","))],
             "margins": \(list(numbers.map { "\(reference.margins($0)[0])" })),
             "predictions": \(list(numbers.map { "\(reference.predictions($0)[0])" })),
             "leaf_ids": \(list(numbers.map { list(reference.leafIDs($0).map { "\($0)" }) }))}
            """
    }

    private static func list(_ texts: [String]) -> String { "[" + texts.joined(separator: ",") + "]" }
}
