import SystemPackage
import Tabular
import TestSupport
import Testing

/// The data sets beside the project, by what their description says of them.
@Suite(.enabled(if: SharedData.isPresent, "the data sets are not beside the project"))
struct RealDataTests {
    struct Expected: Sendable {
        var file: String
        var target: String
        var ignored: [String] = []
        var records: Int
        var numeric: Int
        var text: Int
        var task: LearningTask
        var classCounts: [Int]
        var missing: [String: Int] = [:]
    }

    static let files = [
        Expected(
            file: "iris.csv", target: "species", records: 150, numeric: 4, text: 0, task: .multiclass, classCounts: [50, 50, 50]),
        Expected(
            file: "breast_cancer.csv", target: "target", records: 569, numeric: 30, text: 0, task: .binary,
            classCounts: [212, 357]),
        Expected(
            file: "heart.csv", target: "target", records: 303, numeric: 13, text: 0, task: .binary, classCounts: [164, 139],
            missing: ["ca": 4, "thal": 2]),
        Expected(
            file: "california_housing.csv", target: "median_house_value", records: 20_640, numeric: 8, text: 1, task: .regression,
            classCounts: [], missing: ["total_bedrooms": 207]),
        Expected(
            file: "bank_marketing.csv", target: "y", records: 45_211, numeric: 7, text: 9, task: .binary,
            classCounts: [39_922, 5_289]),
        Expected(
            file: "adult.csv", target: "income", records: 48_842, numeric: 6, text: 8, task: .binary,
            classCounts: [37_155, 11_687],
            missing: ["workclass": 2_799, "occupation": 2_809, "native-country": 857]),
        Expected(
            file: "diabetic_data.csv.gz", target: "readmitted", records: 101_766, numeric: 13, text: 36, task: .multiclass,
            classCounts: [11_357, 35_545, 54_864],
            missing: ["weight": 98_569, "race": 2_273, "diag_1": 21, "max_glu_serum": 0, "A1Cresult": 0]),
    ]

    @Test(arguments: files)
    func `A real file has the rows, the columns and the missing values that are known of it`(_ expected: Expected) throws {
        let folder = try #require(SharedData.folder)
        var options = ProfileOptions(target: expected.target)
        options.ignored = expected.ignored
        let profile = try TableProfiler.profile(path: folder.appending(expected.file), options: options)
        #expect(profile.recordCount == expected.records)
        #expect(profile.columns.count { $0.kind == .numeric } == expected.numeric)
        #expect(profile.columns.count { $0.kind == .categorical } == expected.text)
        #expect(profile.target?.task == expected.task)
        #expect(profile.target?.classCounts == expected.classCounts)
        #expect(profile.target?.droppedRowCount == 0)
        for (name, count) in expected.missing { #expect(profile.columns.first { $0.name == name }?.missingCount == count) }
    }

    @Test func `Flights that were cancelled have no delay and are left out`() throws {
        let folder = try #require(SharedData.folder)
        let path = folder.appending("nyc_flights_2017.csv.gz")
        let profile = try TableProfiler.profile(path: path, options: ProfileOptions(target: "arr_delay"))
        #expect(profile.recordCount == 303_748)
        #expect(profile.target?.droppedRowCount == 8_852)
        #expect(profile.rowCount == 303_748 - 8_852)
        #expect(profile.target?.task == .regression)
        #expect(profile.target?.values.count { $0 > 15 } == 69_616)
        #expect(profile.sampledRecords.count > 100_000 && profile.sampledRecords.count <= 200_000)
        let tailNumber = try #require(profile.contract().features.first { $0.name == "tailnum" })
        guard case .ordinalMap(let texts) = tailNumber.transforms[0] else {
            Issue.record("thousands of aircraft are ordered codes")
            return
        }
        #expect(texts.count <= 4_126 && texts.count > 4_000)
    }

    @Test func `Half a million rows of a gzip file are read`() throws {
        let folder = try #require(SharedData.folder)
        var reader = try CSVReader(path: folder.appending("kddcup99_10pct.csv.gz"))
        #expect(reader.header.count == 42)
        var rowCount = 0
        while try reader.readBlock() { rowCount += reader.rowCount }
        #expect(rowCount == 494_021)
        #expect(reader.storedBytesRead == reader.storedByteCount)
    }

    @Test func `Adult's mean age is the same through the encoder as through a plain sum`() throws {
        let folder = try #require(SharedData.folder)
        let path = folder.appending("adult.csv")
        let contract = try TableProfiler.profile(path: path, options: ProfileOptions(target: "income")).contract(policy: .strict)
        let encoder = RowEncoder(contract)
        let age = try #require(contract.features.firstIndex { $0.name == "age" })
        var reader = try CSVReader(path: path)
        let columns = ColumnMap(header: reader.header, encoder: encoder, ignoring: ["income"])
        var counts = ContractCounts(featureCount: encoder.featureCount)
        var encoded = 0
        var summed = 0
        while try reader.readBlock() {
            var codes = [Float](repeating: 0, count: reader.rowCount * encoder.featureCount)
            var accepted = [Bool](repeating: false, count: reader.rowCount)
            let refused = unsafe codes.withUnsafeMutableBufferPointer { codes in
                unsafe accepted.withUnsafeMutableBufferPointer { accepted in
                    unsafe encoder.encodeRows(
                        of: reader.block, rows: 0..<reader.rowCount, columns: columns, into: codes, stride: encoder.featureCount,
                        accepted: accepted, counts: &counts)
                }
            }
            #expect(refused == nil)
            for row in 0..<reader.rowCount {
                encoded += Int(codes[row * encoder.featureCount + age])
                summed += unsafe Int(String(decoding: reader.field(row: row, column: columns.columns[age]), as: UTF8.self)) ?? 0
            }
        }
        #expect(encoded == summed)
        #expect(counts.isClean)
        #expect(counts.acceptedRowCount == 48_842)
    }
}
