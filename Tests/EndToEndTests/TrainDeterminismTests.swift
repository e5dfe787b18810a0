import Bundles
import SystemPackage
import TestSupport
import Testing

/// Two runs give the same bytes unless something that shapes the model differs, and the bytes tell nothing of where they were made.
@Suite struct TrainDeterminismTests {
    let fixture = TrainFixture()
    static let options = [
        "--trees", "12", "--version", "1", "--subsample", "0.7", "--column-sample", "0.7", "--early-stopping", "8", "--seed",
        "42",
    ]

    /// The files of a fresh bundle of the table in another folder of models.
    private func files(_ table: FilePath, _ options: [String]) throws -> [String: [UInt8]] {
        let other = TrainFixture()
        let result = other.train(table, Self.options + options)
        try #require(result.exitCode == 0, "\(result.error)")
        return other.files()
    }

    @Test func `every file of the bundle is the same for any number of threads, for repeated runs and from any folder`() throws {
        // More rows than one worker takes at a time.
        let text = TrainTable.classes(rowCount: 6_000)
        let table = fixture.file(text)
        let expected = try files(table, ["--threads", "1"])
        #expect(expected.keys.sorted() == ["baseline.json", "forest.bin", "manifest.json", "report.html"])
        for threads in ["1", "2", "3", "7"] {
            let found = try files(table, ["--threads", threads])
            for name in expected.keys.sorted() { #expect(found[name] == expected[name], "\(name) with \(threads) threads") }
        }
        let elsewhere = TrainFixture()
        #expect(try files(elsewhere.file(text), ["--progress", "json"]) == expected)
    }

    @Test func `regression and classes are the same for any number of threads too`() throws {
        for (name, text) in [
            ("values.csv", TrainTable.values(rowCount: 5_000)), ("iris.csv", String(decoding: iris, as: UTF8.self)),
        ] {
            let table = fixture.file(text, name)
            let target = name == "iris.csv" ? "species" : "y"
            let runs = ["1", "3"].map { threads in
                let other = TrainFixture()
                #expect(other.train(table, ["--trees", "10", "--threads", threads], target: target).exitCode == 0)
                return other.files()
            }
            #expect(runs[0] == runs[1] && runs[0].count == 4)
        }
    }

    private var iris: [UInt8] { FileBytes.read(TrainFixture.sample("iris")) ?? [] }

    @Test func `another seed holds out other rows and gives another forest`() throws {
        let table = fixture.file(TrainTable.classes(rowCount: 500))
        let first = try files(table, [])
        let second = try files(table, ["--seed", "43"])
        #expect(first["forest.bin"] != second["forest.bin"])
        #expect(first["baseline.json"] != second["baseline.json"])
    }

    @Test func `a date stands in the bundle when it is given, and none otherwise`() throws {
        let table = fixture.file(TrainTable.classes(rowCount: 100))
        for (version, date) in [nil, "2026-01-31", "2026-01-31T12:00:00Z"].enumerated() {
            #expect(fixture.train(table, ["--trees", "2"] + (date.map { ["--created", $0] } ?? [])).exitCode == 0)
            #expect(try fixture.bundle(version + 1).manifest.provenance.created == date)
        }
        for text in ["yesterday", "2026-02-30", "2026-13-01", "2026-01-31T25:00:00Z", ""] {
            let refused = fixture.train(table, ["--created", text])
            #expect(refused.exitCode == 2 && refused.error.contains("--created '\(text)'"), "\(refused.error)")
        }
        #expect(fixture.entries().filter { !$0.contains("/") || $0.hasSuffix("/4") } == ["m"])
    }

    @Test func `no path, host, user, date or thread count stands in any file`() throws {
        let validation = fixture.file(TrainTable.classes(rowCount: 100, seed: 3), "held-out-file.csv")
        let table = fixture.file(TrainTable.classes(rowCount: 300), "table-name.csv")
        let result = fixture.train(
            table, ["--trees", "5", "--threads", "13", "--validation", validation.string, "--output", fixture.models.string])
        try #require(result.exitCode == 0, "\(result.error)")
        let host = (FileBytes.read("/proc/sys/kernel/hostname") ?? []).split(separator: 10).first.map(Array.init) ?? []
        for (name, bytes) in fixture.files() where name != "forest.bin" {
            let text = String(decoding: bytes, as: UTF8.self)
            for word in [fixture.folder.path.string, "/tmp", "held-out-file", "threads", "thread_count"] {
                #expect(!text.contains(word), "\(word) in \(name)")
            }
            // A host may be called like a word of the report; a name of some length with a digit or a dash is its own.
            if host.count >= 8 { #expect(!text.contains(String(decoding: host, as: UTF8.self)), "the host in \(name)") }

        }
        #expect(String(decoding: fixture.files()["manifest.json"] ?? [], as: UTF8.self).contains("table-name.csv"))
    }
}
