/// The fields for which rows of a block were refused: all of them up to a limit.
public struct RefusedFieldList: Sendable {
    /// The first by row, then by feature; known whatever the limit.
    public private(set) var first: RowEncoder.RefusedField?
    /// By groups of 64 rows, in them by feature.
    private var fields: [RowEncoder.RefusedField] = []
    public let countMax: Int
    /// Fields that did not fit.
    public private(set) var leftOutCount = 0

    public init(countMax: Int) { self.countMax = countMax }

    mutating func add(row: Int, feature: Int?, _ violation: Violation) {
        if first.map({ row < $0.row }) ?? true {
            first = RowEncoder.RefusedField(row: row, feature: feature, violation: violation)
        }
        guard fields.count < countMax else {
            leftOutCount += 1
            return
        }
        fields.append(RowEncoder.RefusedField(row: row, feature: feature, violation: violation))
    }

    /// The fields by row, then by feature, the first always among them; a field that is no feature comes first.
    public var inOrder: [RowEncoder.RefusedField] {
        guard let first else { return [] }
        let sorted = fields.sorted { ($0.row, $0.feature ?? -1) < ($1.row, $1.feature ?? -1) }
        return sorted.first == first ? sorted : [first] + sorted.dropLast()
    }
}
