public import Codecs

/// Rows that are arrays of numbers, as clients mostly send them.
extension RowEncoder {
    /// Reads numbers of the array that the cursor is in straight into the row, from `feature` on: as many as stand there one after the
    /// other, are no missing marker and in range. Returns how many; the cursor stands before the first element that wants
    /// ``encode(number:text:feature:row:)`` or another rule, or before the array's end. What was read broke no contract. No allocation.
    public func encodeNumbers(_ cursor: inout JSONCursor, from feature: Int, row: UnsafeMutableRawPointer) -> Int {
        precondition(feature >= 0 && feature <= featureCount, "no such feature")
        let bounds = plainNumberBounds
        switch width {
        case .float32:
            return unsafe cursor.nextNumbers(
                into: row.assumingMemoryBound(to: Float.self) + feature, lowerBounds: bounds.lower(Float.self) + feature,
                upperBounds: bounds.upper(Float.self) + feature, countMax: featureCount &- feature)
        case .float64:
            return unsafe cursor.nextNumbers(
                into: row.assumingMemoryBound(to: Double.self) + feature, lowerBounds: bounds.lower(Double.self) + feature,
                upperBounds: bounds.upper(Double.self) + feature, countMax: featureCount &- feature)
        }
    }

    /// The same for members of the object that the cursor is in: features by name in the contract's order, `feature` the first of them.
    public func encodeNamedNumbers(_ cursor: inout JSONCursor, from feature: Int, row: UnsafeMutableRawPointer) -> Int {
        precondition(feature >= 0 && feature <= featureCount, "no such feature")
        let bounds = plainNumberBounds
        switch width {
        case .float32:
            return unsafe cursor.nextNumbers(
                named: spellings, from: feature, into: row.assumingMemoryBound(to: Float.self) + feature,
                lowerBounds: bounds.lower(Float.self) + feature, upperBounds: bounds.upper(Float.self) + feature)
        case .float64:
            return unsafe cursor.nextNumbers(
                named: spellings, from: feature, into: row.assumingMemoryBound(to: Double.self) + feature,
                lowerBounds: bounds.lower(Double.self) + feature, upperBounds: bounds.upper(Double.self) + feature)
        }
    }
}
