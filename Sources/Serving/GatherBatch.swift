internal import Base
internal import Network

/// Rows of one model from several requests, one of each, that the forest is given in one call.
///
/// Memory for any model of a host, used again and again. Thread rules: the loop's thread.
@safe struct GatherBatch {
    /// Rows of one call: from here on kernels gain little.
    static let rowCountMax = 64

    /// A request whose row waits.
    @safe struct Entry {
        let exchange: UnsafeMutablePointer<Exchange>
        let query: PredictionQuery
        let form: OneRowForm
        /// What reading the row took.
        let parseNanoseconds: UInt64
        /// When it was read, by `MonotonicClock`.
        let readNanoseconds: UInt64
    }

    /// Kept alive by the host.
    private(set) var model: Unmanaged<ServedModel>?
    private(set) var count = 0
    /// Entries before it are answered.
    var answeredCount = 0
    let rows: UnsafeMutableRawPointer
    let margins: UnsafeMutablePointer<Double>
    let predictions: UnsafeMutablePointer<Double>
    private let entries: UnsafeMutablePointer<Entry>

    init(rowByteCount: Int, outputCount: Int) {
        unsafe model = nil
        unsafe rows = .allocate(byteCount: max(1, rowByteCount * Self.rowCountMax), alignment: 64)
        unsafe margins = .allocate(capacity: max(1, outputCount * Self.rowCountMax))
        unsafe predictions = .allocate(capacity: max(1, outputCount * Self.rowCountMax))
        unsafe entries = .allocate(capacity: Self.rowCountMax)
    }

    func deallocate() {
        unsafe rows.deallocate()
        unsafe margins.deallocate()
        unsafe predictions.deallocate()
        unsafe entries.deallocate()
    }

    /// Empty, for rows of this model.
    mutating func begin(_ model: Unmanaged<ServedModel>) {
        unsafe self.model = model
        count = 0
        answeredCount = 0
    }

    /// Takes a row over, of as many bytes as the model's rows have.
    mutating func append(_ entry: Entry, row: UnsafeRawPointer, byteCount: Int) {
        precondition(count < Self.rowCountMax, "room for the row")
        unsafe (rows + count &* byteCount).copyMemory(from: row, byteCount: byteCount)
        unsafe (entries + count).initialize(to: entry)
        count &+= 1
    }

    func entry(_ index: Int) -> Entry {
        precondition(index >= 0 && index < count, "a row that waits")
        return unsafe entries[index]
    }
}
