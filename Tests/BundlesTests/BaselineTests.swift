import BundleTestSupport
import Bundles
import Testing

struct BaselineTests {
    static let whole = SmallModel(task: .multiclass).baseline

    @Test func `a baseline reads back as it was written, bit for bit`() throws {
        var baseline = Self.whole
        baseline.features[0].missingShare = 0.1
        baseline.features[0].distribution = .quantiles(
            edges: [-.infinity, -0.0, .leastNonzeroMagnitude, 1e300, .infinity], counts: [1, 2, 3, 4, 5, 6])
        baseline.features[2].distribution = .categories(names: [], counts: [])
        let bytes = baseline.json()
        let read = try Baseline(json: bytes, bundle: "b")
        #expect(read == baseline)
        #expect(read.json() == bytes)
    }

    struct Case: CustomTestStringConvertible {
        let old: String
        let new: String
        let field: String
        let accepted: String
        var testDescription: String { "\(field): \(new.prefix(40))" }
    }

    static let cases: [Case] = [
        Case(old: "espalier-baseline", new: "espalier-bundle", field: "format", accepted: "espalier-baseline"),
        Case(old: "\"format_version\": 1", new: "\"format_version\": 2", field: "format_version", accepted: "reads 1"),
        Case(old: "\"row_count\": 80", new: "\"row_count\": -80", field: "row_count", accepted: "from 0"),
        Case(old: "\"row_count\": 80", new: "\"row_count\": 70", field: "features[0].distribution.counts", accepted: "row_count"),
        Case(old: "\"row_count\"", new: "\"rows\"", field: "row_count", accepted: "missing"),
        Case(old: "\"name\": \"age\"", new: "\"name\": 7", field: "features[0].name", accepted: "a string"),
        Case(
            old: "\"missing_share\": 0.0", new: "\"missing_share\": 1.5", field: "features[0].missing_share",
            accepted: "0.0 to 1.0"),
        Case(old: "\"quantiles\"", new: "\"bins\"", field: "features[0].distribution.type", accepted: "categories"),
        Case(old: "[30.0, 45.5]", new: "[45.5, 30.0]", field: "features[0].distribution.edges[1]", accepted: "ascending"),
        Case(old: "[30.0, 45.5]", new: "[30.0]", field: "features[0].distribution.counts", accepted: "one more"),
        Case(old: "[30.0, 45.5]", new: "[30.0, null]", field: "features[0].distribution.edges[1]", accepted: "a number"),
        Case(
            old: "\"counts\": [20, 40, 20]", new: "\"counts\": [20, 40.5, 20]", field: "features[0].distribution.counts[1]",
            accepted: "whole"),
        Case(old: "\"Rome\"", new: "\"Oslo\"", field: "features[2].distribution.names[1]", accepted: "differ"),
        Case(old: "\"Rome\",\n", new: "", field: "features[2].distribution.counts", accepted: "3 names"),
        Case(old: "\"class_counts\": [80", new: "\"class_counts\": [81", field: "prediction.class_counts[0]", accepted: "80"),
        Case(old: "[80, 0, 0]", new: "[80, 1, 0]", field: "prediction.class_counts", accepted: "row_count"),
        Case(
            old: "\"leaf_visits\": [\n    [80, 0, 0]", new: "\"leaf_visits\": [\n    [80, 0, 1]", field: "leaf_visits[0]",
            accepted: "row_count"),
        Case(old: "{\n  \"format\"", new: "{\n  \"note\": \"\",\n  \"format\"", field: "note", accepted: "leaf_visits"),
    ]

    @Test(arguments: cases)
    func `what is wrong is named with its path and with what is accepted`(_ wrong: Case) throws {
        let text = String(decoding: Self.whole.json(), as: UTF8.self)
        let changed = try #require(SampleManifest.replacing(wrong.old, by: wrong.new, in: text), "\(wrong.old) is not there")
        let error = #expect(throws: BundleError.self) { try Baseline(json: Array(changed.utf8), bundle: "b") }
        #expect(error?.file == "baseline.json")
        #expect(error?.field == wrong.field)
        #expect(error?.reason.contains(wrong.accepted) == true, "\(error?.reason ?? "")")
    }

    @Test func `no flipped or missing byte traps`() {
        let bytes = Self.whole.json()
        for index in bytes.indices {
            for flip: UInt8 in [0x01, 0x10, 0x80, 0xFF] {
                var damaged = bytes
                damaged[index] ^= flip
                if let read = try? Baseline(json: damaged, bundle: "b") {
                    if (try? Baseline(json: read.json(), bundle: "b")) != read { Issue.record("byte \(index)") }
                }
            }
            // All that may be missing is the line feed at the end.
            if index < bytes.count - 1, (try? Baseline(json: Array(bytes[..<index]), bundle: "b")) != nil {
                Issue.record("\(index) bytes are accepted")
            }
        }
    }
}
