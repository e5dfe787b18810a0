import Codecs
import SystemPackage
import TestSupport
import Testing

/// What a run takes is what it says, however long its input is.
struct ScoreMemoryTests {
    private func members(_ summary: String) throws -> [String: Int] {
        let members = try JSONReader(JSONValue.parse(Array(summary.utf8))).members()
        return Dictionary(uniqueKeysWithValues: members.compactMap { name, reader in (try? reader.int()).map { (name, $0) } })
    }

    @Test(
        .enabled(if: TestEnvironment.allowsMemoryLimits),
        arguments: [
            ["--memory", "64MB", "--threads", "2"], ["--memory", "100MB", "--threads", "4", "--keep-all", "--leaf-ids"],
            ["--memory", "64MB", "--threads", "8", "--output-compression", "gzip"],
            ["--memory", "80MB", "--output-compression", "zstd", "--output-format", "ndjson", "--keep-all"],
            ["--memory", "64MB", "--on-bad-row", "skip", "--rejects", "/dev/null"],
        ])
    func `the memory that is in use stays below what is allowed, and below what is stated`(options: [String]) throws {
        var random = TestSeed.random(0x7363_6f81)
        let fixture = try ScoreFixture()
        let table = ScoredTable(rowCount: 4_000, &random).csv
        let headerEnd = try #require(table.firstIndex(of: UInt8(ascii: "\n"))) + 1
        var big = table
        for _ in 0..<250 { big += table[headerEnd...] }
        let input = try fixture.file("big.csv", big)
        let result = fixture.score([input, "-o", "/dev/null", "--summary", "json"] + options)
        try #require(result.exitCode == 0, "\(result.error)")
        let summary = try members(result.error)
        let resident = try #require(summary["resident_bytes_max"])
        let stated = try #require(summary["memory_bytes_max"])
        let allowed = try #require(Int(options[1].dropLast(2))) * 1_000_000
        #expect(summary["rows"] == 4_000 * 251 && summary["input_bytes"] == big.count)
        #expect(stated <= allowed && resident <= stated, "\(result.error)")
    }

    @Test func `too little memory is refused with the least that works`() throws {
        let fixture = try ScoreFixture()
        let input = try fixture.file("in.csv", "age,income,city\n1,2,Oslo\n")
        let refused = fixture.score([input, "--memory", "1MB"])
        #expect(refused.exitCode == 2)
        let least = try #require(refused.error.split(whereSeparator: \.isWhitespace).last.map(String.init), "\(refused.error)")
        #expect(fixture.score([input, "--memory", least]).exitCode == 0, "\(refused.error)")
        #expect(fixture.score([input, "--memory", "some"]).exitCode == 2)
    }
}
