/// Rows in, margins and predictions out, with the exact arithmetic of the model. Immutable, shared by all threads.
public final class Scorer: Sendable {
    public let forest: FlatForest

    public init(_ forest: FlatForest) { fatalError() }

    /// Margins of `rowCount` rows of float32. Row r begins at `rows + r * rowStride` (in elements; `rowStride >= featureCount`); NaN is
    /// missing. Output: `rowCount * outputCount` margins, row-major; a float32 sum is widened without change. No allocation.
    public func margins(
        rows: UnsafePointer<Float>, rowCount: Int, rowStride: Int, into margins: UnsafeMutablePointer<Double>
    ) { fatalError() }

    /// The same for float64 rows (rounded to the model's input width first).
    public func margins(
        rows: UnsafePointer<Double>, rowCount: Int, rowStride: Int, into margins: UnsafeMutablePointer<Double>
    ) { fatalError() }

    /// Margins to predictions by the objective's link: the value, the probability of the positive class, or one probability per
    /// class; `rowCount * outputCount` values. May be in place. Values of a float32 model are rounded to float32. No allocation.
    public func predictions(
        margins: UnsafePointer<Double>, rowCount: Int, into predictions: UnsafeMutablePointer<Double>
    ) { fatalError() }

    /// The leaf id of each row and tree: `rowCount * treeCount` numbers, row-major.
    public func leafIDs(
        rows: UnsafePointer<Float>, rowCount: Int, rowStride: Int, into leafIDs: UnsafeMutablePointer<UInt32>
    ) { fatalError() }
}
