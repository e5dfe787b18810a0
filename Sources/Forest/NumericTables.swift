internal import CForest

/// The tables of a numeric column that its search reads.
struct NumericTables {
    static let entryCount = 256

    /// Levels of a binary search among `count` thresholds, 1 to 8.
    static func levelCount(_ count: Int) -> Int {
        var levels = 1
        while 1 << levels - 1 < count { levels += 1 }
        return levels
    }

    /// Thresholds in ascending order, the rest NaN.
    static func sorted<Value: PlanValue>(_ thresholds: [Double], as type: Value.Type) -> [Value] {
        var table = [Value](repeating: .nan, count: entryCount)
        for (index, threshold) in thresholds.enumerated() {
            table[index] = threshold.isNaN ? .nan : .least(atOrAbove: threshold)
        }
        return table
    }

    /// Sixteen coarse thresholds, every sixteenth of the sorted ones but the last, and NaN; then the sorted ones.
    static func searched<Value: PlanValue>(_ thresholds: [Double], as type: Value.Type) -> [Value] {
        let sorted = sorted(thresholds, as: type)
        let coarseCount = Int(CF_ROW_COARSE)
        let step = sorted.count / coarseCount
        return (0..<coarseCount).map { $0 < coarseCount - 1 ? sorted[$0 * step + step - 1] : .nan } + sorted
    }

    /// The same thresholds as integers one below their keys, which are ordered as floats are (`cf_numeric`).
    static func keys(_ sorted: [Float]) -> [Int32] {
        sorted.map { threshold in
            if threshold.isNaN { return .max }
            let size = Int32(truncatingIfNeeded: threshold.magnitude.bitPattern)
            return (threshold < 0 ? -size : size) - 1
        }
    }

    /// Keys in search order: those of level l from place 2^l on, by the first three answers as a number, and above level 3 by eights, whose
    /// number has answer 3 as its lowest bit.
    static func searchKeys(_ sorted: [Int32], levelCount: Int) -> [Int32] {
        var table = [Int32](repeating: .max, count: entryCount)
        for level in 0..<levelCount {
            let step = 1 << (levelCount - level)
            for position in 0..<1 << level {
                var place = position
                if level > 3 {
                    place = position >> (level - 3)
                    for bit in 3..<level where position >> (level - 1 - bit) & 1 != 0 { place |= 1 << bit }
                }
                table[1 << level + place] = sorted[position * step + step / 2 - 1]
            }
        }
        return table
    }

    /// The same thresholds in search order: those of level l from place 2^l on, by path, whose bit i is the answer at level i.
    static func search<Value: PlanValue>(_ sorted: [Value], levelCount: Int) -> [Value] {
        var table = [Value](repeating: .nan, count: entryCount)
        for level in 0..<levelCount {
            let step = 1 << (levelCount - level)
            for position in 0..<1 << level {
                var path = 0
                for bit in 0..<level where position >> (level - 1 - bit) & 1 != 0 { path |= 1 << bit }
                table[1 << level + path] = sorted[position * step + step / 2 - 1]
            }
        }
        return table
    }
}

extension cf_numeric {
    init(_ column: ColumnGroup.Numeric, hasFloat64Inputs: Bool, arena: PlanArena) {
        let levelCount = NumericTables.levelCount(column.thresholds.count)
        let sorted32 = NumericTables.sorted(column.thresholds, as: Float.self)
        let sorted64 = hasFloat64Inputs ? NumericTables.sorted(column.thresholds, as: Double.self) : []
        let sortedKeys = NumericTables.keys(sorted32)
        let search64 = hasFloat64Inputs ? NumericTables.search(sorted64, levelCount: levelCount) : []
        unsafe self.init(
            slot: UInt8(column.feature % Int(CF_SLICE_TILE_FEATURES)), missing: UInt8(column.rule.missing.rawValue),
            zero_is_missing: column.rule.zeroIsMissing ? 1 : 0, level_count: UInt8(levelCount),
            line_count: UInt32(column.thresholds.count), first_line: UInt32(column.firstLine),
            search32: arena.copy(NumericTables.search(sorted32, levelCount: levelCount)),
            search64: hasFloat64Inputs ? arena.copy(search64) : nil, sorted32: arena.copy(sorted32),
            sorted64: hasFloat64Inputs ? arena.copy(sorted64) : nil,
            search_keys: arena.copy(NumericTables.searchKeys(sortedKeys, levelCount: levelCount)),
            sorted_keys: arena.copy(sortedKeys))
    }
}

extension ColumnRule {
    /// What a missing value does to a numeric column, or before a category is looked up.
    var missing: cf_missing {
        switch self {
        case .missingLeft, .zeroLeft, .category, .categoryZero: CF_MISSING_LEFT
        case .missingRight, .zeroRight: CF_MISSING_RIGHT
        case .missingIsZero, .categoryMissingIsZero: CF_MISSING_ZERO
        }
    }
}
