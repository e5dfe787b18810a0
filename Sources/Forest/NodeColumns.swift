internal import CForest

/// The columns of a forest as node-parallel kernels read them, and the test of each of their lines.
@safe struct NodeColumns {
    let columns: UnsafePointer<cf_node_columns>
    let count: Int
    /// By line of the column group: its threshold, and its column in the upper byte.
    private(set) var testOfLine: [UInt16]

    /// nil when there are categorical columns, or too many.
    init?(_ group: ColumnGroup, of forest: FlatForest, arena: PlanArena) {
        guard group.categorical.isEmpty, group.numeric.count <= Int(CF_NODE_COLUMNS_MAX) else { return nil }
        let ordered = group.numeric.filter(\.isShort) + group.numeric.filter { !$0.isShort }
        count = ordered.count
        testOfLine = [UInt16](repeating: 0, count: group.lineCount)
        for (index, column) in ordered.enumerated() {
            for threshold in column.thresholds.indices {
                testOfLine[column.firstLine + threshold] = UInt16(threshold | index << 8)
            }
        }
        let columns = unsafe arena.allocate(cf_node_columns.self, count: 1)
        let slots = NodeSlots(ordered.map(\.feature))
        let hasFloat64Inputs = forest.arithmetic.inputWidth == .float64
        unsafe columns.pointee = cf_node_columns()
        unsafe columns.pointee.count = UInt32(count)
        unsafe columns.pointee.short_count = UInt32(ordered.count { $0.isShort })
        unsafe columns.pointee.tables32 = arena.copy(ordered.flatMap { NumericTables.searched($0.thresholds, as: Float.self) })
        if hasFloat64Inputs {
            unsafe columns.pointee.tables64 = arena.copy(
                ordered.flatMap { NumericTables.searched($0.thresholds, as: Double.self) })
        }
        unsafe slots.store(in: &columns.pointee, arena)
        for (index, column) in ordered.enumerated() { unsafe columns.pointee.setColumn(index, column.rule, slots) }
        unsafe self.columns = UnsafePointer(columns)
    }
}

extension ColumnGroup.Numeric {
    /// Whether its thresholds are searched at once.
    fileprivate var isShort: Bool { thresholds.count <= Int(CF_ROW_COARSE) }
}

extension cf_node_columns {
    fileprivate mutating func setColumn(_ index: Int, _ rule: ColumnRule, _ slots: NodeSlots) {
        let slot = slots.slotOfColumn[index]
        let reading =
            switch rule {
            case .missingIsZero: CF_NODE_NAN_IS_ZERO
            case .zeroLeft, .zeroRight: CF_NODE_ZERO_IS_NAN
            default: CF_NODE_AS_IS
            }
        let place = UInt16(Int(reading.rawValue) * Int(CF_NODE_SLOTS_MAX) + slot)
        unsafe withUnsafeMutableBytes(of: &places) { unsafe $0.storeBytes(of: place, toByteOffset: index * 2, as: UInt16.self) }
        unsafe withUnsafeMutableBytes(of: &self.slots) { unsafe $0[index] = UInt8(slot) }
        // Bit i of the words is bit i % 8 of byte i / 8: x86 and AArch64 are little endian.
        let bit: UInt8 = 1 << UInt8(index % 8)
        if rule == .zeroRight { unsafe withUnsafeMutableBytes(of: &zero_right) { unsafe $0[index / 8] |= bit } }
        if rule == .missingRight { unsafe withUnsafeMutableBytes(of: &nan_right) { unsafe $0[index / 8] |= bit } }
    }
}
