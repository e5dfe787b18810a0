internal import Codecs

/// The memory that one loop's requests are worked out in, taken once: a block of rows, what is computed from them, and text on the way.
@safe final class RowMemory {
    /// Rows that are scored together at most: what the widest kernels take at a time.
    static let blockRowCountMax = 512
    /// Bytes of them at most, so that a model of very many features takes no more memory; but 64 rows always.
    static let blockByteCountMax = 1 << 20

    /// Rows of this model that are scored together.
    let blockRowCount: Int

    /// The rows as the forest reads them, each as many numbers of its input width as the model has features.
    let rows: UnsafeMutableRawPointer
    let margins: UnsafeMutablePointer<Double>
    let predictions: UnsafeMutablePointer<Double>
    /// The row that gave each feature last: no clearing between rows.
    private let givenBy: UnsafeMutablePointer<UInt64>
    private var rowNumber: UInt64 = 0
    /// Names in the body's object that are no feature, and those in the object of a row of `instances`.
    private let bodyNames: JSONMemberNames
    private let rowNames: JSONMemberNames
    /// Where JSON strings are unescaped.
    let text: UnsafeMutableBufferPointer<UInt8>
    /// Where names in paths are decoded.
    let name: UnsafeMutableBufferPointer<UInt8>

    init(featureCount: Int, rowByteCount: Int, outputCount: Int, bodyByteCount: Int, nameByteCount: Int, extraFieldCountMax: Int)
    {
        blockRowCount = min(Self.blockRowCountMax, max(64, Self.blockByteCountMax / max(1, rowByteCount)))
        unsafe rows = .allocate(byteCount: max(1, rowByteCount * blockRowCount), alignment: 64)
        unsafe margins = .allocate(capacity: max(1, outputCount * blockRowCount))
        unsafe predictions = .allocate(capacity: max(1, outputCount * blockRowCount))
        unsafe givenBy = .allocate(capacity: max(1, featureCount))
        unsafe givenBy.initialize(repeating: 0, count: max(1, featureCount))
        bodyNames = JSONMemberNames(countMax: extraFieldCountMax, byteCountMax: bodyByteCount)
        rowNames = JSONMemberNames(countMax: extraFieldCountMax, byteCountMax: bodyByteCount)
        unsafe text = .allocate(capacity: bodyByteCount)
        unsafe name = .allocate(capacity: nameByteCount)
    }

    deinit {
        unsafe rows.deallocate()
        unsafe margins.deallocate()
        unsafe predictions.deallocate()
        unsafe givenBy.deallocate()
        unsafe text.deallocate()
        unsafe name.deallocate()
    }

    /// From here on nothing was given.
    func beginBody() {
        rowNumber &+= 1
        bodyNames.removeAll()
    }

    /// From here on the row has nothing.
    func beginRow() {
        rowNumber &+= 1
        rowNames.removeAll()
    }

    /// Notes that the body, or the row of `instances`, has this name, which is no feature.
    func insertExtra(_ name: UnsafeBufferPointer<UInt8>, isInRow: Bool) -> JSONMemberNames.Insertion {
        unsafe isInRow ? rowNames.insert(name) : bodyNames.insert(name)
    }

    func bodyHasExtra(_ name: UnsafeBufferPointer<UInt8>) -> Bool { unsafe bodyNames.contains(name) }

    /// Notes that the row has this feature; false when it had it already.
    func give(_ feature: Int) -> Bool {
        if isGiven(feature) { return false }
        unsafe givenBy[feature] = rowNumber
        return true
    }

    func isGiven(_ feature: Int) -> Bool { unsafe givenBy[feature] == rowNumber }
}
