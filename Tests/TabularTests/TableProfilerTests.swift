import Base
import Tabular
import TestSupport
import Testing

@Suite struct TableProfilerTests {
    static func profile(
        _ text: String, blockByteCount: Int = 1 << 16, _ change: (inout ProfileOptions) -> Void = { _ in }
    ) throws(InputError) -> TableProfile {
        var options = ProfileOptions(target: "y")
        change(&options)
        var limits = CSVLimits()
        limits.blockByteCount = blockByteCount
        let source = ByteSource(bytes: Array(text.utf8), name: "t.csv")
        var reader = try CSVReader(source: source, path: "t.csv", limits: limits)
        let profiler = try TableProfiler(header: reader.header, path: "t.csv", options: options)
        while try reader.readBlock() { try profiler.add(reader.block) }
        return try profiler.finish()
    }

    static func message(_ text: String, _ change: (inout ProfileOptions) -> Void = { _ in }) -> String {
        do throws(InputError) {
            _ = try profile(text, change)
            return "accepted"
        } catch { return error.description }
    }

    @Test func `Columns of numbers are numeric and the rest categorical`() throws {
        let profile = try Self.profile("a,b,c,y\n1,x,,u\n-2.5,y,?,v\n007,x,NA,u\n,,,v\n")
        #expect(profile.recordCount == 4)
        #expect(profile.columns.map(\.kind) == [.numeric, .categorical, .numeric])
        #expect(profile.columns.map(\.missingCount) == [1, 1, 4])
        #expect(profile.columns[0].range == -2.5...7)
        #expect(profile.columns[1].categories == [.init(text: "x", count: 2), .init(text: "y", count: 1)])
        #expect(profile.warnings.map(\.column) == ["c"])
        let contract = profile.contract()
        #expect(contract.features.map(\.name) == ["a", "b"])
        #expect(contract.features[0] == Feature(name: "a", kind: .numeric, transforms: [.identity], range: -2.5...7))
        #expect(contract.features[1].transforms == [.categoryMap(["x", "y"])])
    }

    @Test func `Columns of very many categories become ordered codes, by value where all are numbers`() throws {
        let rows = (0..<200).map { "t\($0 % 100),\($0 % 100),\($0 % 2)" }.joined(separator: "\n")
        let profile = try Self.profile("a,b,y\n" + rows) { $0.categorical = ["b"] }
        let features = profile.contract(nativeCategoryCountMax: 99).features
        #expect(
            features[0].transforms == [
                .ordinalMap((0..<100).map { "t\($0)" }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            ])
        #expect(features[1].transforms == [.ordinalMap((0..<100).map { "\($0)" })])
        #expect(profile.contract(nativeCategoryCountMax: 100).features[1].kind == .categorical)
    }

    @Test(
        arguments: [
            ("u\nv\nu", LearningTask.binary, ["u", "v"], [2, 1]), ("0\n1\n1", .binary, ["0", "1"], [1, 2]),
            ("10\n9\n10.0", .binary, ["9", "10"], [1, 2]), ("c\na\nb", .multiclass, ["a", "b", "c"], [1, 1, 1]),
            ("1\nx\n2", .multiclass, ["1", "2", "x"], [1, 1, 1]), ("1\n2\n3", .regression, [], []),
            ("0.5\n1.5\n0.5", .binary, ["0.5", "1.5"], [2, 1]),
        ] as [(String, LearningTask, [String], [Int])])
    func `The task follows from the target`(_ values: String, _ task: LearningTask, _ labels: [String], _ counts: [Int]) throws {
        let text = "a,y\n" + values.split(separator: "\n").map { "1,\($0)" }.joined(separator: "\n")
        let target = try #require(try Self.profile(text).target)
        #expect(target.task == task)
        #expect(target.classLabels == labels)
        #expect(target.classCounts == counts)
        #expect(target.classes.count == (task == .regression ? 0 : 3))
        #expect(target.values.count == (task == .regression ? 3 : 0))
    }

    @Test func `Rows without a target are left out of everything and counted`() throws {
        let profile = try Self.profile("a,b,y\n1,p,u\n99,q,\n2,p,v\n98,q,?\n")
        let target = try #require(profile.target)
        #expect(target.classes == [0, TargetProfile.dropped, 1, TargetProfile.dropped])
        #expect(target.droppedRowCount == 2)
        #expect(profile.rowCount == 2)
        #expect(profile.columns[0].range == 1...2)
        #expect(profile.columns[0].sample == [1, 2])
        #expect(profile.sampledRecords == [0, 2])
        #expect(profile.columns[1].categories == [.init(text: "p", count: 2)])
        #expect(profile.warnings.contains { $0.description == "column y: 2 of 4 records have no target and are left out" })
    }

    @Test func `The positive class is the second unless it is named`() throws {
        #expect(try Self.profile("a,y\n1,no\n2,yes\n").target?.classes == [0, 1])
        let target = try #require(try Self.profile("a,y\n1,no\n2,yes\n3,yes\n") { $0.positiveClass = "no" }.target)
        #expect(target.classLabels == ["yes", "no"])
        #expect(target.classes == [1, 0, 0])
        #expect(target.classCounts == [2, 1])
    }

    @Test func `A profile does not depend on the block size`() throws {
        var random = TestSeed.random(0xB10C)
        var text = "n,t,y\n"
        for _ in 0..<3000 { text += "\(random.next(below: 1000)),\"t\(random.next(below: 50))\n\",\(random.next(below: 3))\n" }
        let expected = try Self.profile(text) { $0.sampleRowCountMax = 100 }
        #expect(expected.columns[0].sample.count > 40 && expected.columns[0].sample.count <= 100)
        #expect(expected.sampledRecords.count == expected.columns[0].sample.count)
        #expect(expected.sampledRecords == expected.sampledRecords.sorted())
        for blockByteCount in [40, 333, 5000] {
            let profile = try Self.profile(text, blockByteCount: blockByteCount) { $0.sampleRowCountMax = 100 }
            #expect(profile.columns == expected.columns)
            #expect(profile.sampledRecords == expected.sampledRecords)
            #expect(profile.target == expected.target)
        }
        #expect(
            try Self.profile(text) {
                $0.sampleRowCountMax = 100
                $0.seed = 1
            }.sampledRecords != expected.sampledRecords)
    }

    @Test func `A column that is numeric by its first records must stay so`() throws {
        let text = "a,y\n1,u\n2,v\n\"x\ny\",u\n"
        #expect(
            Self.message(text) { $0.inferenceRowCount = 2 }
                == "t.csv, line 4, column a: found \"x\ny\" where a number belongs; its first 2 records are numbers, so numbers or missing "
                + "markers are accepted; --categorical a reads the column as text, --missing-values names more markers")
        #expect(try Self.profile(text).columns[0].kind == .categorical)
        #expect(
            try Self.profile(text) {
                $0.inferenceRowCount = 2
                $0.categorical = ["a"]
            }.columns[0].categories.count == 3)
        #expect(
            Self.message(text) { $0.numeric = ["a"] }.hasPrefix("t.csv, line 4, column a: found \"x\ny\" where a number belongs"))
    }

    @Test func `Suspicious columns are warned about`() throws {
        var text = "id,name,same,mostly,fine,y\n"
        for row in 0..<2000 { text += "\(row * 3),n\(row),k,\(row == 77 ? "oops" : "\(row % 5)"),\(row % 7),\(row % 2)\n" }
        let warnings = try Self.profile(text).warnings
        #expect(warnings.map(\.column) == ["id", "name", "same", "mostly"])
        #expect(warnings[0].text.contains("rise from row to row") && warnings[0].text.contains("--ignore id"))
        #expect(warnings[1].text.contains("2000 different texts in 2000 rows"))
        #expect(warnings[2].text.contains("every value is the same"))
        #expect(warnings[3].text.contains("99 % of the values are numbers: line 79 has \"oops\""))
    }

    @Test func `A shuffled identifier is found, and a column of amounts is not one`() throws {
        var text = "id,amount,y\n"
        for row in 0..<2003 { text += "\(row * 1009 % 2003 + 149_000_000),\(row * row % 1999),\(row % 2)\n" }
        let warnings = try Self.profile(text).warnings
        #expect(warnings.map(\.column) == ["id"])
        #expect(warnings[0].text.contains("all different"))
    }

    @Test func `Of too many categories the most frequent are listed and the rest is missing, with a warning`() throws {
        let text =
            "a,y\n"
            + ["p", "q", "r", "q", "r", "s", "a long text"].enumerated().map { "\($1),\($0 % 2)" }.joined(separator: "\n")
        func listed(_ change: (inout ProfileOptions) -> Void) throws -> ([Transform], [String]) {
            let profile = try Self.profile(text, change)
            return (profile.contract().features[0].transforms, profile.warnings.map(\.text))
        }
        let byCount = try listed { $0.limits.listedCategoryCountMax = 3 }
        #expect(byCount.0 == [.categoryMap(["a long text", "q", "r"])])
        #expect(byCount.1 == ["has more different texts than are listed; all but the 3 most frequent are read as missing"])
        #expect(try listed { $0.limits.listedCategoryByteCountMax = 3 }.0 == [.categoryMap(["q", "r"])])
        #expect(try listed { $0.limits.categoryByteCountMax = 3 }.0 == [.categoryMap(["p", "q", "r", "s"])])
        #expect(try listed { $0.limits.distinctTextCountMax = 2 }.0 == [.categoryMap(["p", "q"])])
        #expect(try listed { $0.limits.distinctTextCountMax = 2 }.1.count == 1)
        #expect(try listed { _ in }.1.isEmpty)
    }
}
