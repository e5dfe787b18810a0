/// The memory that one loop's requests are worked out in, taken once: a row, what is computed from it, and text on the way.
@safe final class RowMemory {
    /// The row as the forest reads it.
    let row: UnsafeMutablePointer<Float>
    let margins: UnsafeMutablePointer<Double>
    let predictions: UnsafeMutablePointer<Double>
    /// The request that gave each feature last: no clearing between requests.
    private let givenBy: UnsafeMutablePointer<UInt64>
    private var requestNumber: UInt64 = 0
    /// Where JSON strings are unescaped.
    let text: UnsafeMutableBufferPointer<UInt8>
    /// Where names in paths are decoded.
    let name: UnsafeMutableBufferPointer<UInt8>

    init(featureCount: Int, outputCount: Int, textByteCount: Int, nameByteCount: Int) {
        unsafe row = .allocate(capacity: max(1, featureCount))
        unsafe margins = .allocate(capacity: max(1, outputCount))
        unsafe predictions = .allocate(capacity: max(1, outputCount))
        unsafe givenBy = .allocate(capacity: max(1, featureCount))
        unsafe givenBy.initialize(repeating: 0, count: max(1, featureCount))
        unsafe text = .allocate(capacity: textByteCount)
        unsafe name = .allocate(capacity: nameByteCount)
    }

    deinit {
        unsafe row.deallocate()
        unsafe margins.deallocate()
        unsafe predictions.deallocate()
        unsafe givenBy.deallocate()
        unsafe text.deallocate()
        unsafe name.deallocate()
    }

    /// From here on no feature was given.
    func beginRow() { requestNumber &+= 1 }

    /// Notes that the row has this feature; false when it had it already.
    func give(_ feature: Int) -> Bool {
        if isGiven(feature) { return false }
        unsafe givenBy[feature] = requestNumber
        return true
    }

    func isGiven(_ feature: Int) -> Bool { unsafe givenBy[feature] == requestNumber }
}
