/// What a column of a table holds, over the rows that have a target.
public struct ColumnProfile: Sendable, Equatable {
    public struct Category: Sendable, Equatable {
        public var text: String
        public var count: Int
        public init(text: String, count: Int) {
            self.text = text
            self.count = count
        }
    }

    public var name: String
    /// Index of the column in the file.
    public var column: Int
    public var kind: Feature.Kind
    public var rowCount: Int
    public var missingCount: Int
    /// The finite values of a numeric column, as the float32 that the model reads; nil when there are none or the column is
    /// categorical.
    public var range: ClosedRange<Double>?
    /// Infinite values of a numeric column.
    public var infiniteCount: Int
    /// The different texts of a categorical column and their rows, in bytewise order.
    public var categories: [Category]
    /// Rows with texts past the limit of different texts.
    public var uncountedTextCount: Int
    /// The values of a numeric column in the sampled rows, in file order, NaN where missing; empty for a categorical column.
    public var sample: [Float]

    public var isAllMissing: Bool { missingCount == rowCount }

    /// Every row has the same value, none is missing.
    public var isConstant: Bool {
        guard missingCount == 0, rowCount > 0 else { return false }
        switch kind {
        case .numeric: return infiniteCount == 0 && range.map { $0.lowerBound == $0.upperBound } ?? false
        case .categorical: return categories.count == 1 && uncountedTextCount == 0
        }
    }
}
