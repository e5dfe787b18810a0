import Base
import Tabular
import TestSupport
import Testing

@Suite struct RowEncoderRowsTests {
    static let features =
        RowEncoderTests.features + [Feature(name: "gone", kind: .numeric, transforms: [.identity])]

    static func table(_ rowCount: Int, _ random: inout SeededRandom) -> String {
        let ages = ["1", "90", "91", "", "NA", "-5", "inf", "x", " 7 "]
        let colors = ["red", "blue", "sky blue", "green", "", "?"]
        let codes = ["-7", "3", "12", "true", "4", ""]
        var text = "code,skip,age,color,more\n"
        for row in 0..<rowCount {
            let age = ages[random.next(below: random.next(below: 4) == 0 ? ages.count : 2)]
            text += "\(codes[random.next(below: codes.count)]),\(row),\(age),\(colors[random.next(below: colors.count)]),z\n"
        }
        return text
    }

    /// One field after the other through the calls that a server uses.
    static func expected(
        _ encoder: RowEncoder, _ columns: ColumnMap, _ block: CSVBlock, _ row: Int, _ counts: inout [Violation: Int]
    ) -> (codes: [Float], refused: (feature: Int?, violation: Violation)?) {
        var codes: [Float] = []
        var refused: (feature: Int?, violation: Violation)?
        for _ in columns.extraColumns {
            counts[.extraField, default: 0] += 1
            if !encoder.outcomeOfExtraField().accepted { refused = (nil, .extraField) }
        }
        for (feature, column) in columns.columns.enumerated() {
            var code: Float = -1
            let outcome =
                column < 0
                ? encoder.encodeAbsent(feature: feature, into: &code)
                : unsafe encoder.encode(text: block.field(row: row, column: column), feature: feature, into: &code)
            codes.append(code)
            if let violation = outcome.violation {
                counts[violation, default: 0] += 1
                if !outcome.accepted, refused == nil { refused = (feature, violation) }
            }
        }
        return (codes, refused)
    }

    @Test(arguments: ContractPolicy.allCases, [true, false])
    func `Rows of a block become what their fields become one by one`(_ policy: ContractPolicy, _ hasExtra: Bool) throws {
        var random = TestSeed.random(0xE11C0DE)
        let features = hasExtra ? Self.features : RowEncoderTests.features
        let markers = FeatureContract.defaultMissingMarkers
        let encoder = RowEncoder(FeatureContract(features: features, missingMarkers: markers, policy: policy))
        var limits = CSVLimits()
        limits.blockByteCount = 4000
        let source = ByteSource(bytes: Array(Self.table(700, &random).utf8), name: "t")
        var reader = try CSVReader(source: source, path: "t", limits: limits)
        let columns = ColumnMap(header: reader.header, encoder: encoder, ignoring: hasExtra ? ["skip"] : ["skip", "more"])
        #expect(columns.columns == (hasExtra ? [2, 3, 0, -1] : [2, 3, 0]))
        #expect(columns.extraColumns == (hasExtra ? [4] : []))
        #expect(columns.ignoredColumns == (hasExtra ? [1] : [1, 4]))
        var counts = ContractCounts(featureCount: encoder.featureCount)
        var expectedCounts: [Violation: Int] = [:]
        var acceptedCount = 0
        var total = 0
        while try reader.readBlock() {
            let rows = random.next(below: reader.rowCount)..<reader.rowCount
            total += rows.count
            acceptedCount += Self.check(encoder, columns, reader.block, rows, &counts, &expectedCounts)
        }
        for violation in Violation.allCases { #expect(counts.total(violation) == expectedCounts[violation, default: 0]) }
        #expect(counts.acceptedRowCount == acceptedCount)
        #expect(counts.rowCount == total)
        #expect(counts.refusedRowCount == total - acceptedCount)
        #expect(!counts.isClean)
    }

    private static func check(
        _ encoder: RowEncoder, _ columns: ColumnMap, _ block: CSVBlock, _ rows: Range<Int>, _ counts: inout ContractCounts,
        _ expectedCounts: inout [Violation: Int]
    ) -> Int {
        let stride = encoder.featureCount + 3
        var codes = [Float](repeating: 12345, count: rows.count * stride)
        var accepted = [Bool](repeating: false, count: rows.count)
        let refused = unsafe codes.withUnsafeMutableBufferPointer { codes in
            unsafe accepted.withUnsafeMutableBufferPointer { accepted in
                unsafe encoder.encodeRows(
                    of: block, rows: rows, columns: columns, into: codes, stride: stride, accepted: accepted, counts: &counts)
            }
        }
        var first: RowEncoder.RefusedField?
        for (index, row) in rows.enumerated() {
            let (expectedCodes, expectedRefusal) = expected(encoder, columns, block, row, &expectedCounts)
            let found = codes[index * stride..<index * stride + encoder.featureCount]
            #expect(found.map(\.bitPattern) == expectedCodes.map(\.bitPattern))
            #expect(codes[index * stride + encoder.featureCount..<(index + 1) * stride].allSatisfy { $0 == 12345 })
            #expect(accepted[index] == (expectedRefusal == nil))
            if first == nil, let expectedRefusal {
                first = .init(row: row, feature: expectedRefusal.feature, violation: expectedRefusal.violation)
            }
        }
        #expect(refused == first)
        return accepted.count { $0 }
    }

    @Test func `Counts of two parts add up`() {
        let encoder = RowEncoderTests.encoder(.observe)
        var counts = ContractCounts(featureCount: encoder.featureCount)
        #expect(counts.isClean)
        counts.add(counts)
        #expect(counts == ContractCounts(featureCount: 3))
    }
}
