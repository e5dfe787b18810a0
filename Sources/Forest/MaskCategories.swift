internal import CForest

/// The categorical columns of a forest as kernels over masks read them: a rank of each, and for each rank the answers of all trees of a run.
@safe struct MaskCategories {
    /// Memory that all answers may take.
    private static let byteCountMax = 1 << 23
    /// Answers of a rank are a multiple of this.
    private static let blockByteCount = 64

    let columns: UnsafePointer<cf_row_categorical>
    let count: Int
    /// By category test, as `MaskTests` numbers them: its column and its line there.
    private let tests: [(column: Int, line: Int)]
    private let ranks: [CategoryRanks]
    private let rules: [ColumnRule]
    private var byteCount = 0

    /// nil when they are too many or too large.
    init?(_ group: ColumnGroup, of forest: FlatForest, arena: PlanArena) {
        guard group.categorical.count <= Int(CF_MASK_CATEGORICAL_MAX) else { return nil }
        let columns = unsafe arena.allocate(cf_row_categorical.self, count: group.categorical.count)
        var ranks: [CategoryRanks] = []
        for (index, column) in group.categorical.enumerated() {
            guard let made = CategoryRanks(column, of: forest) else { return nil }
            ranks.append(made)
            unsafe columns[index] = cf_row_categorical(
                column, made, negativeFractionIsNone: forest.arithmetic.negativeFraction == .isNoCategory, arena: arena)
        }
        unsafe self.columns = UnsafePointer(columns)
        self.ranks = ranks
        count = ranks.count
        rules = group.categorical.map(\.rule)
        tests = group.categorical.enumerated().flatMap { index, column in column.splits.indices.map { (index, $0) } }
    }

    /// A category test in a lane of a run's tree.
    struct Lane {
        var tree: Int
        var lane: Int
        var test: Int
    }

    /// The answers of `lanes` by column, rank and tree, words of `Word`; nil when they take too much memory.
    mutating func words<Word: FixedWidthInteger & BitwiseCopyable>(
        of lanes: [Lane], treeCount: Int, as type: Word.Type, arena: PlanArena
    ) -> UnsafePointer<UnsafeRawPointer?>? {
        let wordCount = Self.wordCount(treeCount, as: type)
        byteCount += ranks.reduce(0) { $0 + $1.rankCount } * wordCount * MemoryLayout<Word>.stride
        guard byteCount <= Self.byteCountMax else { return nil }
        var words = ranks.map { [Word](repeating: 0, count: $0.rankCount * wordCount) }
        for lane in lanes {
            let (column, line) = tests[lane.test]
            // All go right but those that go left.
            for rank in 0..<ranks[column].rankCount { words[column][rank * wordCount + lane.tree] ^= 1 << Word(lane.lane) }
            for rank in ranks[column].leftRanks(ofLine: line, rule: rules[column]) {
                words[column][rank * wordCount + lane.tree] ^= 1 << Word(lane.lane)
            }
        }
        return unsafe arena.copy(words.map { unsafe UnsafeRawPointer(arena.copy($0)) })
    }

    /// Words of a rank, with those that pad.
    static func wordCount<Word: FixedWidthInteger>(_ treeCount: Int, as type: Word.Type) -> Int {
        let perBlock = blockByteCount / MemoryLayout<Word>.stride
        return (treeCount + perBlock - 1) / perBlock * perBlock
    }
}
