import BundleTestSupport
import Bundles
import CAllocationCounter
import CEspalier
import Forest
import TestSupport
import Testing

struct PredictTests {
    static let models: [SmallModel] = [
        SmallModel(), SmallModel(task: .multiclass), SmallModel.importedGolden,
        SmallModel(
            imported: .squaredError, task: .regression,
            linear: LinearWeights(weights: [0.5, -1.25, 3])),
    ]

    /// The bits of what a call wrote for rows of `Row`, by rows that are `gap` elements apart or by columns, widened if they are float32.
    static func predict<Row: BinaryFloatingPoint & BitwiseCopyable>(
        _ model: OpenedModel, _ rows: [[Row]], gap: Int, asColumns: Bool, output: Int32, narrowOutput: Bool
    ) throws(Refusal) -> [UInt64] {
        let (featureCount, outputCount) = (model.featureCount, model.outputCount)
        let stride = featureCount + gap
        let type = Row.self == Float.self ? ESPALIER_FLOAT32 : ESPALIER_FLOAT64
        let outputType = narrowOutput ? ESPALIER_FLOAT32 : ESPALIER_FLOAT64
        let elementCount = rows.count * outputCount
        // One more at the end, which must stay as it is.
        var wide = [Double](repeating: 77, count: elementCount + 1)
        var narrow = [Float](repeating: 77, count: elementCount + 1)
        var error = espalier_error()
        let numbers: [Row] =
            asColumns
            ? (0..<featureCount).flatMap { feature in rows.map { $0[feature] } }
            : rows.flatMap { $0 + [Row](repeating: .nan, count: gap) }
        let code = unsafe numbers.withUnsafeBufferPointer { numbers in
            unsafe wide.withUnsafeMutableBytes { wide in
                unsafe narrow.withUnsafeMutableBytes { narrow in
                    let target = narrowOutput ? narrow.baseAddress : wide.baseAddress
                    guard asColumns else {
                        return unsafe espalier_predict(
                            model.handle, type, numbers.baseAddress, Int64(rows.count), Int64(stride), output, outputType,
                            target, &error)
                    }
                    let columns = unsafe (0..<featureCount).map { feature in
                        unsafe numbers.baseAddress.map { unsafe UnsafeRawPointer($0 + feature * rows.count) }
                    }
                    return unsafe espalier_predict_columns(
                        model.handle, type, columns, Int64(rows.count), output, outputType, target, &error)
                }
            }
        }
        guard code == ESPALIER_OK else { throw Refusal(code, error) }
        #expect(narrowOutput ? narrow[elementCount] == 77 : wide[elementCount] == 77, "a number too many was written")
        return narrowOutput
            ? narrow.dropLast().map { Double($0).bitPattern } : wide.dropLast().map(\.bitPattern)
    }

    @Test(arguments: models.indices, [ESPALIER_PREDICTION, ESPALIER_MARGIN])
    func `rows and columns of both widths give the reference's bits`(index: Int, output: Int32) throws {
        let model = try OpenedModel(Self.models[index])
        for rowCount in [0, 1, 2, 15, 17, 100, 700] {
            let rows = model.rows(rowCount, seed: 31_000 + UInt64(rowCount))
            let narrowRows = rows.map { $0.map { Float($0) } }
            for (gap, asColumns) in [(0, false), (3, false), (0, true)] {
                let reference = model.reference(rows, output, narrow: false)
                let narrowReference = model.reference(rows, output, narrow: true)
                #expect(
                    try Self.predict(model, rows, gap: gap, asColumns: asColumns, output: output, narrowOutput: false)
                        == reference)
                #expect(
                    try Self.predict(model, narrowRows, gap: gap, asColumns: asColumns, output: output, narrowOutput: false)
                        == narrowReference)
                #expect(
                    try Self.predict(model, narrowRows, gap: gap, asColumns: asColumns, output: output, narrowOutput: true)
                        == narrowReference.map { Double(Float(Double(bitPattern: $0))).bitPattern })
            }
        }
    }

    @Test func `leaf ids are the reference's, by rows and by columns`() throws {
        let model = try OpenedModel(SmallModel(task: .multiclass))
        let rows = model.rows(300, seed: 31_100)
        let reference = ReferenceScorer(model.ensemble)
        let expected = rows.flatMap { row in reference.leafIDs(row.map { Double(Float($0)) }).map { UInt32($0) } }
        var leafIDs = [UInt32](repeating: .max, count: expected.count)
        let numbers = rows.flatMap { $0 }
        #expect(
            unsafe espalier_leaf_ids(
                model.handle, ESPALIER_FLOAT64, numbers, Int64(rows.count), Int64(model.featureCount), &leafIDs, nil)
                == ESPALIER_OK)
        #expect(leafIDs == expected)
        leafIDs = [UInt32](repeating: .max, count: expected.count)
        let columns = (0..<model.featureCount).flatMap { feature in rows.map { Float($0[feature]) } }
        unsafe columns.withUnsafeBufferPointer { columns in
            let starts = unsafe (0..<model.featureCount).map { feature in
                unsafe columns.baseAddress.map { unsafe UnsafeRawPointer($0 + feature * rows.count) }
            }
            #expect(
                unsafe espalier_leaf_ids_columns(
                    model.handle, ESPALIER_FLOAT32, starts, Int64(rows.count), &leafIDs, nil) == ESPALIER_OK)
        }
        #expect(leafIDs == expected)
    }

    @Test(.enabled(if: callocation_is_counting() != 0)) func `a call of few rows allocates nothing`() throws {
        let model = try OpenedModel(threads: 4)
        let rows = [Float](repeating: 30, count: 20 * 3)
        var wide = [Double](repeating: 0, count: 20)
        var narrow = [Float](repeating: 0, count: 20)
        let columns = [[Float]](repeating: [Float](repeating: 30, count: 20), count: 3)
        unsafe columns[0].withUnsafeBytes { column in
            let starts = unsafe [column.baseAddress, column.baseAddress, column.baseAddress]
            // The first call may make the runtime build what it knows of types.
            for (round, rowCount) in ([1, 1, 20, 0] as [Int64]).enumerated() {
                let before = callocation_count()
                for output in [ESPALIER_PREDICTION, ESPALIER_MARGIN] {
                    unsafe espalier_predict(
                        model.handle, ESPALIER_FLOAT32, rows, rowCount, 3, output, ESPALIER_FLOAT64, &wide, nil)
                    unsafe espalier_predict(
                        model.handle, ESPALIER_FLOAT32, rows, rowCount, 3, output, ESPALIER_FLOAT32, &narrow, nil)
                    unsafe espalier_predict_columns(
                        model.handle, ESPALIER_FLOAT32, starts, rowCount, output, ESPALIER_FLOAT64, &wide, nil)
                }
                let count = callocation_count() - before
                if round > 0 { #expect(count == 0, "\(rowCount) rows") }
            }
        }
    }
}
