internal import CForest

/// The columns of a group as kernels for few rows read them, and where each test's answer is.
@safe struct RowColumns {
    /// Up to so many columns begin at a multiple of 32 answers, so that they are stored without crossing cache lines; more lie densely.
    private static let alignedColumnCountMax = 128
    /// Memory that the sets of a categorical column may take: a bit per rank and test.
    private static let categoryByteCountMax = 1 << 23

    let numeric: UnsafePointer<cf_row_numeric>
    let categorical: UnsafePointer<cf_row_categorical>
    let categoricalCount: Int
    /// Of each rule, where its columns end.
    let ruleEnds: [UInt32]
    /// By line of the column group.
    private(set) var answerOfLine: [UInt16]
    /// Answers, with those that pad.
    private(set) var answerCount = 32

    /// nil when they take too much memory.
    init?(_ columns: ColumnGroup, of forest: FlatForest, arena: PlanArena) {
        let alignment = columns.numeric.count + columns.categorical.count <= Self.alignedColumnCountMax ? 32 : 1
        answerOfLine = [UInt16](repeating: 0, count: columns.lineCount)
        let ordered: [ColumnGroup.Numeric]
        (ordered, ruleEnds) = columns.numericByRule
        let numeric = unsafe arena.allocate(cf_row_numeric.self, count: ordered.count)
        unsafe self.numeric = UnsafePointer(numeric)
        let categorical = unsafe arena.allocate(cf_row_categorical.self, count: columns.categorical.count)
        unsafe self.categorical = UnsafePointer(categorical)
        categoricalCount = columns.categorical.count
        for (index, column) in ordered.enumerated() {
            guard let first = place(column.thresholds.count, firstLine: column.firstLine, alignment: alignment) else {
                return nil
            }
            unsafe numeric[index] = cf_row_numeric(
                column, firstAnswer: first, hasFloat64Inputs: forest.arithmetic.inputWidth == .float64, arena: arena)
        }
        for (index, column) in columns.categorical.enumerated() {
            guard let first = place(column.splits.count, firstLine: column.firstLine, alignment: alignment),
                let ranks = CategoryRanks(column, of: forest),
                ranks.rankCount * ((column.splits.count + 31) / 32) * 4 <= Self.categoryByteCountMax
            else { return nil }
            unsafe categorical[index] = cf_row_categorical(
                column, ranks, firstAnswer: first,
                negativeFractionIsNone: forest.arithmetic.negativeFraction == .isNoCategory, arena: arena)
        }
    }

    private mutating func place(_ count: Int, firstLine: Int, alignment: Int) -> UInt16? {
        let first = answerCount
        guard first + count <= Int(CF_ROW_ANSWERS_MAX) else { return nil }
        for index in 0..<count { answerOfLine[firstLine + index] = UInt16(first + index) }
        answerCount = (first + count + alignment - 1) / alignment * alignment
        return UInt16(first)
    }
}

extension ColumnGroup {
    /// The numeric columns rule by rule, and where each rule's end. Of one rule those of one length follow one another: kernels jump by
    /// the length, which is then foreseen.
    var numericByRule: (columns: [Numeric], ends: [UInt32]) { Self.byRule(numeric) }

    static func byRule(_ numeric: [Numeric]) -> (columns: [Numeric], ends: [UInt32]) {
        var columns: [Numeric] = []
        var ends: [UInt32] = []
        for rule in ColumnRule.allCases where !rule.isCategorical {
            columns += numeric.filter { $0.rule == rule }.sorted { $0.thresholds.count < $1.thresholds.count }
            ends.append(UInt32(columns.count))
        }
        return (columns, ends)
    }
}

extension cf_row_numeric {
    init(_ column: ColumnGroup.Numeric, firstAnswer: UInt16, hasFloat64Inputs: Bool, arena: PlanArena) {
        unsafe self.init(
            feature: UInt32(column.feature), first_answer: firstAnswer, count: UInt16(column.thresholds.count),
            table32: arena.copy(NumericTables.searched(column.thresholds, as: Float.self)),
            table64: hasFloat64Inputs ? arena.copy(NumericTables.searched(column.thresholds, as: Double.self)) : nil)
    }
}

extension cf_row_categorical {
    fileprivate init(
        _ column: ColumnGroup.Categorical, _ ranks: CategoryRanks, firstAnswer: UInt16, negativeFractionIsNone: Bool,
        arena: PlanArena
    ) {
        let wordCount = (column.splits.count + 31) / 32
        var words = [UInt32](repeating: .max, count: ranks.rankCount * wordCount)
        for line in column.splits.indices {
            let bit: UInt32 = 1 << UInt32(line % 32)
            for rank in ranks.leftRanks(ofLine: line, rule: column.rule) { words[rank * wordCount + line / 32] &= ~bit }
        }
        unsafe self.init(column, ranks, negativeFractionIsNone: negativeFractionIsNone, arena: arena)
        unsafe first_answer = firstAnswer
        unsafe word_count = UInt32(wordCount)
        unsafe self.words = arena.copy(words)
    }

    /// What makes ranks of values; without answers.
    init(
        _ column: ColumnGroup.Categorical, _ ranks: CategoryRanks, negativeFractionIsNone: Bool, arena: PlanArena
    ) {
        unsafe self.init(
            feature: UInt32(column.feature), first_answer: 0, missing_rank: UInt16(ranks.missingRank),
            other_rank: UInt16(ranks.otherRank), missing: UInt8(column.rule.missing.rawValue),
            zero_is_missing: column.rule.zeroIsMissing ? 1 : 0, negative_fraction_is_none: negativeFractionIsNone ? 1 : 0,
            code_count: UInt32(ranks.ranks.count), word_count: 0, ranks: arena.copy(ranks.ranks), words: nil)
    }
}
