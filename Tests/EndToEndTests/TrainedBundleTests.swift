import Bundles
import Codecs
import Forest
import Glibc
import SystemPackage
import Tabular
import TestSupport
import Testing

/// A trained bundle says the same of a row everywhere: `score` on the file, `serve` over HTTP, the scorer and the slow reference scorer
/// agree by bits.
@Suite struct TrainedBundleTests {
    let fixture = TrainFixture()

    struct Table: CustomTestStringConvertible, Sendable {
        var name: String
        var target: String
        /// Of the data sets beside the project, the first rows; nil for a data set of the repository.
        var rowCountMax: Int?
        var testDescription: String { name }
    }

    @Test(arguments: [
        Table(name: "iris", target: "species"), Table(name: "breast_cancer", target: "target"),
        Table(name: "adult", target: "income", rowCountMax: 10_000),
        Table(name: "california_housing", target: "median_house_value", rowCountMax: 10_000),
    ])
    func `score, serve, the scorer and the reference agree on every row by bits`(table: Table) throws {
        guard let source = Self.source(table) else { return }
        let data = fixture.file(source)
        let trained = fixture.train(data, ["--trees", "25", "--min-child-rows", "5"], target: table.target)
        try #require(trained.exitCode == 0, "\(trained.error)")
        let bundle = try fixture.bundle()
        let output = fixture.folder.path.appending("scored.csv")
        let scored = Program.run(
            "score", [bundle.path.string, data.string, "-o", output.string, "--margin", "--progress", "none"])
        try #require(scored.exitCode == 0, "\(scored.error)")
        let lines = try records(output).dropFirst()
        let rows = try Self.encodedRows(data, bundle.manifest.contract)
        #expect(lines.count == rows.count && rows.count > 100)
        let reference = ReferenceScorer(bundle.forest.ensemble())
        let decision = Decision(bundle.manifest, bundle.forest)
        let outputCount = bundle.forest.outputCount
        for (line, row) in zip(lines, rows) {
            var margins = [Double](repeating: 0, count: outputCount)
            var predictions = margins
            unsafe row.withUnsafeBufferPointer {
                unsafe bundle.scorer.margins(rows: $0.baseAddress!, rowCount: 1, rowStride: row.count, into: &margins)
            }
            unsafe margins.withUnsafeBufferPointer {
                unsafe bundle.scorer.predictions(margins: $0.baseAddress!, rowCount: 1, into: &predictions)
            }
            #expect(Self.bits(margins) == Self.bits(reference.margins(row.map(Double.init))))
            #expect(Self.bits(predictions) == Self.bits(reference.predictions(row.map(Double.init))))
            let numbers = bundle.manifest.target.task == .regression ? line[...] : line.dropFirst()
            #expect(numbers.map { Self.bits([NumberParser.double($0) ?? .nan])[0] } == Self.bits(predictions + margins))
            if bundle.manifest.target.task != .regression {
                #expect(line[0] == bundle.manifest.target.classes[unsafe decision.classIndex(&predictions)])
            }
        }
        let server = try ServeProgram(models: fixture.models)
        try ServedRows(try records(data), bundle.manifest.contract).check(server, scored: Array(lines))
        server.end()
    }

    /// The model's numbers are float32: what they are as doubles has those bits.
    private static func bits(_ values: [Double]) -> [UInt32] { values.map { Float($0).bitPattern } }

    private static func source(_ table: Table) -> [UInt8]? {
        guard let rowCountMax = table.rowCountMax else { return FileBytes.read(TrainFixture.sample(table.name)) }
        guard let folder = SharedData.folder, let bytes = FileBytes.read(folder.appending(table.name + ".csv")) else {
            return nil
        }
        var lineCount = 0
        return Array(
            bytes.prefix { byte in
                defer { if byte == UInt8(ascii: "\n") { lineCount += 1 } }
                return lineCount <= rowCountMax
            })
    }

    /// Every record as the contract encodes it, field by field.
    private static func encodedRows(_ path: FilePath, _ contract: FeatureContract) throws -> [[Float]] {
        let encoder = RowEncoder(contract)
        let table = try records(path)
        let columns = try contract.features.map { feature in try #require(table[0].firstIndex(of: feature.name)) }
        return table.dropFirst().map { fields in
            columns.enumerated().map { feature, column in
                var text = fields[column]
                var code = Float.nan
                text.withUTF8 { _ = unsafe encoder.encode(text: $0, feature: feature, into: &code) }
                return code
            }
        }
    }
}
