internal import CForest

/// The category codes of a column as dense ranks, and its tests as sets of ranks.
struct CategoryRanks {
    /// Codes up to which a rank is looked up in a table; a column with larger ones takes another kernel.
    static let codeCountMax = 1 << 20
    static let rankCountMax = 256 * 256

    /// By code; `otherRank` for one that no test lists.
    private(set) var ranks: [UInt16] = []
    /// Codes that some test lists; the ranks behind them are for all other codes and for a missing value.
    private(set) var knownCount = 0
    /// The tests, by line.
    private(set) var tests: [(codes: [Int], missingLeft: Bool)] = []

    var otherRank: Int { knownCount }
    var missingRank: Int { knownCount + 1 }
    var rankCount: Int { knownCount + 2 }
    var segmentCount: Int { (rankCount + 255) / 256 }

    /// nil when the codes are too large or too many.
    init?(_ column: ColumnGroup.Categorical, of forest: FlatForest) {
        var isListed: [Bool] = []
        for split in column.splits {
            let test = CategoryTest(forest.split(Int(split)), of: forest)
            guard test.words.count * 32 <= Self.codeCountMax else { return nil }
            let codes = test.codes
            tests.append((codes, test.missingLeft))
            guard let last = codes.last else { continue }
            if last >= isListed.count { isListed += [Bool](repeating: false, count: last + 1 - isListed.count) }
            for code in codes { isListed[code] = true }
        }
        knownCount = isListed.reduce(0) { $0 + ($1 ? 1 : 0) }
        guard rankCount <= Self.rankCountMax else { return nil }
        ranks = [UInt16](repeating: UInt16(otherRank), count: isListed.count)
        var rank = 0
        for code in isListed.indices where isListed[code] {
            ranks[code] = UInt16(rank)
            rank += 1
        }
    }

    /// The ranks that go left on line `line`.
    func leftRanks(ofLine line: Int, rule: ColumnRule) -> [Int] {
        let known = tests[line].codes.map { Int(ranks[$0]) }
        return rule != .categoryMissingIsZero && tests[line].missingLeft ? known + [missingRank] : known
    }

    /// The set of line `line` as chunks of 256 ranks; empty ones are left out. Ranks in it go left.
    func chunks(ofLine line: Int, rule: ColumnRule) -> [(segment: Int, words: [UInt64])] {
        var chunks: [(segment: Int, words: [UInt64])] = []
        for member in leftRanks(ofLine: line, rule: rule) {
            if chunks.last?.segment != member / 256 { chunks.append((member / 256, [0, 0, 0, 0])) }
            chunks[chunks.count - 1].words[member % 256 / 64] |= 1 << UInt64(member % 64)
        }
        return chunks
    }
}

extension cf_categorical {
    /// nil when the column's codes are too large or too many.
    init?(_ column: ColumnGroup.Categorical, of forest: FlatForest, arena: PlanArena) {
        guard let ranks = CategoryRanks(column, of: forest) else { return nil }
        var lines: [cf_category_line] = []
        var segments: [UInt8] = []
        var words: [UInt64] = []
        for line in column.splits.indices {
            let chunks = ranks.chunks(ofLine: line, rule: column.rule)
            lines.append(cf_category_line(first_chunk: UInt32(segments.count), chunk_count: UInt16(chunks.count)))
            for chunk in chunks {
                segments.append(UInt8(chunk.segment))
                words += chunk.words.map(\.littleEndian)
            }
        }
        unsafe self.init(
            slot: UInt8(column.feature % Int(CF_SLICE_TILE_FEATURES)), missing: UInt8(column.rule.missing.rawValue),
            zero_is_missing: column.rule.zeroIsMissing ? 1 : 0,
            negative_fraction_is_none: forest.arithmetic.negativeFraction == .isNoCategory ? 1 : 0,
            segment_count: UInt16(ranks.segmentCount), missing_rank: UInt16(ranks.missingRank),
            other_rank: UInt16(ranks.otherRank), code_count: UInt32(ranks.ranks.count), ranks: arena.copy(ranks.ranks),
            first_line: UInt32(column.firstLine), line_count: UInt32(column.splits.count), lines: arena.copy(lines),
            chunks: UnsafeRawPointer(arena.copy(words)).assumingMemoryBound(to: cf_chunk.self),
            segments: arena.copy(segments))
    }
}
