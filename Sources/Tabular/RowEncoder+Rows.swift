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

    /// Rows whose bytes, index and codes stay in the first-level cache while the features are walked one by one.
    private static let tileRowCount = 64

    /// Encodes the rows `rows` of a block, row by row of `stride` numbers from the start of `codes`; elements past the features are
    /// left alone. `accepted` gets one flag a row; a refused row's codes are not to be used. Returns the first refused field by
    /// row, then by feature.
    public func encodeRows(
        of block: CSVBlock, rows: Range<Int>, columns: ColumnMap, into codes: UnsafeMutableBufferPointer<Float>, stride: Int,
        accepted: UnsafeMutableBufferPointer<Bool>, counts: inout ContractCounts
    ) -> RefusedField? {
        unsafe encodeTiles(of: block, rows, columns, codes, stride, accepted, &counts)
    }

    /// The same into raw memory, for numbers of the encoder's width and aligned for it; `stride` counts numbers.
    public func encodeRows(
        of block: CSVBlock, rows: Range<Int>, columns: ColumnMap, into codes: UnsafeMutableRawBufferPointer, stride: Int,
        accepted: UnsafeMutableBufferPointer<Bool>, counts: inout ContractCounts
    ) -> RefusedField? {
        switch width {
        case .float32:
            unsafe encodeTiles(of: block, rows, columns, codes.assumingMemoryBound(to: Float.self), stride, accepted, &counts)
        case .float64:
            unsafe encodeTiles(of: block, rows, columns, codes.assumingMemoryBound(to: Double.self), stride, accepted, &counts)
        }
    }

    @inline(__always)
    private func encodeTiles<Code: FeatureNumber>(
        of block: CSVBlock, _ rows: Range<Int>, _ columns: ColumnMap, _ codes: UnsafeMutableBufferPointer<Code>, _ stride: Int,
        _ accepted: UnsafeMutableBufferPointer<Bool>, _ counts: inout ContractCounts
    ) -> RefusedField? {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= block.rowCount, "rows outside the block")
        precondition(columns.columns.count == featureCount && counts.featureCount == featureCount, "another contract's columns")
        precondition(stride >= featureCount && codes.count >= rows.count * stride && accepted.count >= rows.count, "no room")
        precondition(columns.columns.allSatisfy { $0 < block.columnCount }, "another file's columns")
        guard !rows.isEmpty, let start = codes.baseAddress, let flags = accepted.baseAddress else { return nil }
        var first: RefusedField?
        if !columns.extraColumns.isEmpty, refusals.contains(.extraField) {
            unsafe flags.update(repeating: false, count: rows.count)
            first = RefusedField(row: rows.lowerBound, feature: nil, violation: .extraField)
        } else {
            unsafe flags.update(repeating: true, count: rows.count)
        }
        var tileStart = rows.lowerBound
        while tileStart < rows.upperBound {
            let tile = tileStart..<min(tileStart + Self.tileRowCount, rows.upperBound)
            let offset = tileStart - rows.lowerBound
            for feature in 0..<featureCount {
                let column = columns.columns[feature]
                let refused =
                    unsafe column < 0
                    ? encodeAbsent(feature, tile.count, start + offset * stride, stride, flags + offset, &counts)
                    : encodeColumn(
                        block, tile, column, feature, start + offset * stride, stride, flags + offset, &counts)
                guard let refused else { continue }
                let row = tileStart + refused.row
                if first == nil || row < first!.row {
                    first = RefusedField(row: row, feature: feature, violation: refused.violation)
                }
            }
            tileStart = tile.upperBound
        }
        var acceptedCount = 0
        for row in 0..<rows.count where unsafe flags[row] { acceptedCount &+= 1 }
        counts.addRows(rows.count, accepted: acceptedCount, extraFieldCount: rows.count * columns.extraColumns.count)
        return first
    }

    /// A refused field by its place in a tile.
    private struct Refusal {
        var row: Int
        var violation: Violation
    }

    private func encodeAbsent<Code: FeatureNumber>(
        _ feature: Int, _ rowCount: Int, _ codes: UnsafeMutablePointer<Code>, _ stride: Int, _ flags: UnsafeMutablePointer<Bool>,
        _ counts: inout ContractCounts
    ) -> Refusal? {
        for row in 0..<rowCount { unsafe codes[row &* stride &+ feature] = .nan }
        counts.add(.missingFeature, feature: feature, count: rowCount)
        guard refusals.contains(.missingFeature) else { return nil }
        unsafe flags.update(repeating: false, count: rowCount)
        return Refusal(row: 0, violation: .missingFeature)
    }

    /// One feature of all rows of a tile.
    private func encodeColumn<Code: FeatureNumber>(
        _ block: CSVBlock, _ tile: Range<Int>, _ column: Int, _ feature: Int, _ codes: UnsafeMutablePointer<Code>, _ stride: Int,
        _ flags: UnsafeMutablePointer<Bool>, _ counts: inout ContractCounts
    ) -> Refusal? {
        let bytes = unsafe block.bytes
        let step = block.columnCount
        let plan = unsafe plans + feature
        var entry = unsafe block.fields + (tile.lowerBound &* step &+ column)
        var code = unsafe codes + feature
        var refusal: Refusal?
        for row in 0..<tile.count {
            let text = unsafe CSVBlock.field(entry.pointee, in: bytes)
            if let violation = unsafe encodeText(text, plan, &code.pointee) {
                counts.add(violation, feature: feature)
                if refusals.contains(violation) {
                    unsafe flags[row] = false
                    if refusal == nil { refusal = Refusal(row: row, violation: violation) }
                }
            }
            unsafe entry += step
            unsafe code += stride
        }
        return refusal
    }
}
