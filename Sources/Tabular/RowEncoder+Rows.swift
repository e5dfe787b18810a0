internal import CTabular

extension RowEncoder {
    /// The first field for which a row was refused.
    public struct RefusedField: Sendable, Equatable {
        /// Index in the block.
        public var row: Int
        /// Nil when the row has a field that is no feature.
        public var feature: Int?
        public var violation: Violation

        public init(row: Int, feature: Int?, violation: Violation) {
            self.row = row
            self.feature = feature
            self.violation = violation
        }
    }

    /// Rows whose bytes, index and codes stay in the first-level cache while the features are walked one by one; a row has a bit of
    /// a word.
    private static let tileRowCount = 64

    /// Encodes the rows `rows` of a block, row by row of `stride` numbers from the start of `codes`; elements past the features are
    /// left alone. `accepted` gets one flag a row; a refused row's codes are not to be used. Returns the first refused field by
    /// row, then by feature.
    public func encodeRows(
        of block: CSVBlock, rows: Range<Int>, columns: ColumnMap, into codes: UnsafeMutableBufferPointer<Float>, stride: Int,
        accepted: UnsafeMutableBufferPointer<Bool>, counts: inout ContractCounts
    ) -> RefusedField? {
        var refused = RefusedFieldList(countMax: 0)
        unsafe encodeTiles(of: FieldTable(block), block.malformedRows, rows, columns, codes, stride, accepted, &counts, &refused)
        return refused.first
    }

    /// The same into raw memory, for numbers of the encoder's width and aligned for it; `stride` counts numbers.
    public func encodeRows(
        of block: CSVBlock, rows: Range<Int>, columns: ColumnMap, into codes: UnsafeMutableRawBufferPointer, stride: Int,
        accepted: UnsafeMutableBufferPointer<Bool>, counts: inout ContractCounts
    ) -> RefusedField? {
        var refused = RefusedFieldList(countMax: 0)
        unsafe encodeRows(
            of: block, rows: rows, columns: columns, into: codes, stride: stride, accepted: accepted, counts: &counts,
            refused: &refused)
        return refused.first
    }

    /// The same, and every refused field in `refused`, up to its limit.
    public func encodeRows(
        of block: CSVBlock, rows: Range<Int>, columns: ColumnMap, into codes: UnsafeMutableRawBufferPointer, stride: Int,
        accepted: UnsafeMutableBufferPointer<Bool>, counts: inout ContractCounts, refused: inout RefusedFieldList
    ) {
        unsafe encodeRows(
            of: FieldTable(block), block.malformedRows, rows, columns, codes, stride, accepted, &counts, &refused)
    }

    /// The same of any text whose fields are known.
    public func encodeRows(
        of table: FieldTable, rows: Range<Int>, columns: ColumnMap, into codes: UnsafeMutableRawBufferPointer, stride: Int,
        accepted: UnsafeMutableBufferPointer<Bool>, counts: inout ContractCounts, refused: inout RefusedFieldList
    ) {
        unsafe encodeRows(of: table, [], rows, columns, codes, stride, accepted, &counts, &refused)
    }

    private func encodeRows(
        of table: FieldTable, _ malformedRows: [CSVBlock.MalformedRow], _ rows: Range<Int>, _ columns: ColumnMap,
        _ codes: UnsafeMutableRawBufferPointer, _ stride: Int, _ accepted: UnsafeMutableBufferPointer<Bool>,
        _ counts: inout ContractCounts, _ refused: inout RefusedFieldList
    ) {
        switch width {
        case .float32:
            let codes = unsafe codes.assumingMemoryBound(to: Float.self)
            unsafe encodeTiles(of: table, malformedRows, rows, columns, codes, stride, accepted, &counts, &refused)
        case .float64:
            let codes = unsafe codes.assumingMemoryBound(to: Double.self)
            unsafe encodeTiles(of: table, malformedRows, rows, columns, codes, stride, accepted, &counts, &refused)
        }
    }

    @inline(__always)
    private func encodeTiles<Code: FeatureNumber>(
        of table: FieldTable, _ malformedRows: [CSVBlock.MalformedRow], _ rows: Range<Int>, _ columns: ColumnMap,
        _ codes: UnsafeMutableBufferPointer<Code>, _ stride: Int, _ accepted: UnsafeMutableBufferPointer<Bool>,
        _ counts: inout ContractCounts, _ refused: inout RefusedFieldList
    ) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= table.rowCount, "rows outside the block")
        precondition(columns.columns.count == featureCount && counts.featureCount == featureCount, "another contract's columns")
        precondition(stride >= featureCount && codes.count >= rows.count * stride && accepted.count >= rows.count, "no room")
        precondition(columns.columns.allSatisfy { $0 < table.columnCount }, "another file's columns")
        guard !rows.isEmpty, let start = codes.baseAddress, let flags = accepted.baseAddress else { return }
        let refusesExtra = !columns.extraColumns.isEmpty && refusals.contains(.extraField)
        unsafe flags.update(repeating: !refusesExtra, count: rows.count)
        if refusesExtra { for row in rows { refused.add(row: row, feature: nil, .extraField) } }
        var tileStart = rows.lowerBound
        while tileStart < rows.upperBound {
            let tile = tileStart..<min(tileStart + Self.tileRowCount, rows.upperBound)
            let offset = tileStart - rows.lowerBound
            for feature in 0..<featureCount {
                let column = columns.columns[feature]
                if column < 0 {
                    unsafe encodeAbsent(
                        feature, tile, start + offset * stride, stride, flags + offset, &counts, &refused)
                } else {
                    unsafe encodeColumn(
                        table, tile, column, feature, start + offset * stride, stride, flags + offset, &counts, &refused)
                }
            }
            tileStart = tile.upperBound
        }
        for row in malformedRows where rows.contains(row.row) {
            unsafe flags[row.row - rows.lowerBound] = false
            counts.addMalformedRow()
        }
        var acceptedCount = 0
        for row in 0..<rows.count where unsafe flags[row] { acceptedCount &+= 1 }
        counts.addRows(rows.count, accepted: acceptedCount, extraFieldCount: rows.count * columns.extraColumns.count)
    }

    private func encodeAbsent<Code: FeatureNumber>(
        _ feature: Int, _ tile: Range<Int>, _ codes: UnsafeMutablePointer<Code>, _ stride: Int,
        _ flags: UnsafeMutablePointer<Bool>, _ counts: inout ContractCounts, _ refused: inout RefusedFieldList
    ) {
        for row in 0..<tile.count { unsafe codes[row &* stride &+ feature] = .nan }
        counts.add(.missingFeature, feature: feature, count: tile.count)
        guard refusals.contains(.missingFeature) else { return }
        unsafe flags.update(repeating: false, count: tile.count)
        for row in tile { refused.add(row: row, feature: feature, .missingFeature) }
    }

    /// One feature of all rows of a tile.
    private func encodeColumn<Code: FeatureNumber>(
        _ table: FieldTable, _ tile: Range<Int>, _ column: Int, _ feature: Int, _ codes: UnsafeMutablePointer<Code>,
        _ stride: Int,
        _ flags: UnsafeMutablePointer<Bool>, _ counts: inout ContractCounts, _ refused: inout RefusedFieldList
    ) {
        let plan = unsafe plans + feature
        let codes = unsafe codes + feature
        var column = unsafe ct_column(
            bytes: table.bytes, entries: table.entries + (tile.lowerBound &* table.columnCount &+ column),
            entry_stride: table.columnCount, code_stride: stride, row_count: tile.count)
        var rest = ~UInt64(0) &>> UInt64(truncatingIfNeeded: 64 &- tile.count)
        if let texts = unsafe plan.pointee.shortTexts {
            rest = unsafe Code.findTexts(&column, texts, codes)
        } else if readsPlainNumbers {
            rest = unsafe Code.readNumbers(&column, plan, codes, instructions)
        }
        // What is no plain number in range and no short category goes through the rules one by one.
        while rest != 0 {
            let row = rest.trailingZeroBitCount
            rest &= rest &- 1
            let text = unsafe table.field(column.entries[row &* column.entry_stride])
            guard let violation = unsafe encodeText(text, plan, &codes[row &* stride]) else { continue }
            counts.add(violation, feature: feature)
            guard refusals.contains(violation) else { continue }
            unsafe flags[row] = false
            refused.add(row: tile.lowerBound &+ row, feature: feature, violation)
        }
    }
}
