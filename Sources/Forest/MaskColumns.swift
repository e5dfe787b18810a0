/// The numeric columns of a forest as kernels over masks read them: pairs, a feature's tests with NaN left and those with NaN right, and then
/// all others. Both columns of a pair take their codes from one search among the thresholds of both.
struct MaskColumns {
    struct Pair {
        let left: ColumnGroup.Numeric
        let right: ColumnGroup.Numeric
        let thresholds: [Double]
    }

    let pairs: [Pair]
    /// Rule by rule.
    let others: [ColumnGroup.Numeric]
    let otherEnds: [UInt32]

    var count: Int { 2 * pairs.count + others.count }

    init(_ group: ColumnGroup) {
        // Those of one length follow one another: what the search jumps by is then foreseen.
        pairs = Dictionary(grouping: group.numeric, by: \.feature).values.compactMap(Self.pair).sorted {
            ($0.thresholds.count, $0.left.feature) < ($1.thresholds.count, $1.left.feature)
        }
        let lines = Set(pairs.flatMap { [$0.left.firstLine, $0.right.firstLine] })
        (others, otherEnds) = ColumnGroup.byRule(group.numeric.filter { !lines.contains($0.firstLine) })
    }

    /// nil when there are no two such columns, or their thresholds are too many for one.
    private static func pair(_ columns: [ColumnGroup.Numeric]) -> Pair? {
        let left = columns.filter { $0.rule == .missingLeft }
        let right = columns.filter { $0.rule == .missingRight }
        guard left.count == 1, right.count == 1 else { return nil }
        var thresholds: [Double] = []
        for threshold in (left[0].thresholds + right[0].thresholds).sorted(by: isBelow)
        where thresholds.last.map({ isBelow($0, threshold) }) ?? true {
            thresholds.append(threshold)
        }
        guard thresholds.count <= ColumnGroup.thresholdCountMax else { return nil }
        return Pair(left: left[0], right: right[0], thresholds: thresholds)
    }

    // NaN, which nothing reaches, is last.
    private static func isBelow(_ a: Double, _ b: Double) -> Bool { a < b || (!a.isNaN && b.isNaN) }

    /// Sets the tests that these columns answer, by line of the group.
    func setTests(_ tests: inout [MaskTest]) {
        func set(_ column: ColumnGroup.Numeric, number: Int, thresholds: [Double]) {
            var place = 0
            for (index, threshold) in column.thresholds.enumerated() {
                while Self.isBelow(thresholds[place], threshold) { place += 1 }
                tests[column.firstLine + index] = .numeric(column: number, threshold: place)
            }
        }
        for (index, pair) in pairs.enumerated() {
            set(pair.left, number: 2 * index, thresholds: pair.thresholds)
            set(pair.right, number: 2 * index + 1, thresholds: pair.thresholds)
        }
        for (index, column) in others.enumerated() {
            set(column, number: 2 * pairs.count + index, thresholds: column.thresholds)
        }
    }
}
