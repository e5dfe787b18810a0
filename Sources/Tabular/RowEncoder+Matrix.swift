/// Rows that are numbers already: what a matrix holds.
extension RowEncoder {
    /// Encodes `rowCount` rows of `columnCount` numbers, float32 or float64 as `storedWidth` says, unaligned if they like: NaN is missing, and a
    /// whole number is the category that is spelled so. Otherwise as ``encodeRows(of:rows:columns:into:stride:accepted:counts:refused:)``;
    /// refused rows are counted from `firstRow`.
    public func encodeMatrix(
        _ numbers: UnsafeRawPointer, storedWidth: InputWidth, rowCount: Int, columnCount: Int, firstRow: Int, columns: ColumnMap,
        into codes: UnsafeMutableRawBufferPointer, stride: Int, accepted: UnsafeMutableBufferPointer<Bool>,
        counts: inout ContractCounts, refused: inout RefusedFieldList
    ) {
        precondition(columns.columns.count == featureCount && counts.featureCount == featureCount, "another contract's columns")
        precondition(stride >= featureCount && accepted.count >= rowCount, "no room")
        precondition(codes.count >= rowCount * stride * width.elementByteCount, "no room")
        precondition(columns.columns.allSatisfy { $0 < columnCount }, "another matrix's columns")
        let rows = unsafe MatrixRows(start: numbers, columnCount: columnCount, rowCount: rowCount, firstRow: firstRow)
        switch (storedWidth, width) {
        case (.float32, .float32):
            unsafe encode(
                rows, Float.self, codes.assumingMemoryBound(to: Float.self), stride, columns, accepted, &counts, &refused)
        case (.float32, .float64):
            unsafe encode(
                rows, Float.self, codes.assumingMemoryBound(to: Double.self), stride, columns, accepted, &counts, &refused)
        case (.float64, .float32):
            unsafe encode(
                rows, Double.self, codes.assumingMemoryBound(to: Float.self), stride, columns, accepted, &counts, &refused)
        case (.float64, .float64):
            unsafe encode(
                rows, Double.self, codes.assumingMemoryBound(to: Double.self), stride, columns, accepted, &counts, &refused)
        }
    }

    @safe private struct MatrixRows {
        var start: UnsafeRawPointer
        var columnCount: Int
        var rowCount: Int
        var firstRow: Int
    }

    @inline(__always)
    private func encode<Stored: FeatureNumber, Code: FeatureNumber>(
        _ rows: MatrixRows, _: Stored.Type, _ codes: UnsafeMutableBufferPointer<Code>, _ stride: Int, _ columns: ColumnMap,
        _ accepted: UnsafeMutableBufferPointer<Bool>, _ counts: inout ContractCounts, _ refused: inout RefusedFieldList
    ) {
        let refusesExtra = !columns.extraColumns.isEmpty && refusals.contains(.extraField)
        var acceptedCount = 0
        for row in 0..<rows.rowCount {
            var isAccepted = !refusesExtra
            if refusesExtra { refused.add(row: rows.firstRow &+ row, feature: nil, .extraField) }
            for feature in 0..<featureCount {
                let column = columns.columns[feature]
                var violation: Violation? = .missingFeature
                var code = Code.nan
                if column >= 0 {
                    let offset = (row &* rows.columnCount &+ column) &* MemoryLayout<Stored>.size
                    let stored = unsafe rows.start.loadUnaligned(fromByteOffset: offset, as: Stored.self)
                    violation = unsafe encodeValue(stored, plans + feature, &code)
                }
                unsafe codes[row &* stride &+ feature] = code
                guard let violation else { continue }
                counts.add(violation, feature: feature)
                guard refusals.contains(violation) else { continue }
                isAccepted = false
                refused.add(row: rows.firstRow &+ row, feature: feature, violation)
            }
            unsafe accepted[row] = isAccepted
            if isAccepted { acceptedCount &+= 1 }
        }
        counts.addRows(rows.rowCount, accepted: acceptedCount, extraFieldCount: rows.rowCount * columns.extraColumns.count)
    }
}
