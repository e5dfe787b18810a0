/// The rows of a turn that wait to be scored with others of their models.
///
/// A batch for each model that was asked, at most as many as rows may wait; memory is taken when it is needed first and kept. Allocates nothing
/// after that and counts no reference. Thread rules: the loop's thread.
@safe final class RowGathering {
    /// Rows that wait in all batches together, after which the loop has them answered.
    static let rowCountMax = GatherBatch.rowCountMax

    private let rowByteCount: Int
    private let outputCount: Int
    private let place: UnsafeMutablePointer<State>
    /// Batches in the order of their first rows, and empty ones.
    private let filling: UnsafeMutablePointer<UnsafeMutablePointer<GatherBatch>>
    private let free: UnsafeMutablePointer<UnsafeMutablePointer<GatherBatch>>

    /// One batch for each row, and the one that is being answered.
    private static let batchCountMax = rowCountMax + 1

    private struct State {
        var readyCount = 0
        var fillingCount = 0
        var freeCount = 0
    }

    /// For rows and outputs of these sizes at most.
    init(rowByteCount: Int, outputCount: Int) {
        self.rowByteCount = rowByteCount
        self.outputCount = outputCount
        unsafe place = .allocate(capacity: 1)
        unsafe place.initialize(to: State())
        unsafe filling = .allocate(capacity: Self.batchCountMax)
        unsafe free = .allocate(capacity: Self.batchCountMax)
    }

    deinit {
        for index in unsafe 0..<place.pointee.fillingCount { unsafe Self.destroy(filling[index]) }
        for index in unsafe 0..<place.pointee.freeCount { unsafe Self.destroy(free[index]) }
        unsafe place.deallocate()
        unsafe filling.deallocate()
        unsafe free.deallocate()
    }

    private static func destroy(_ batch: UnsafeMutablePointer<GatherBatch>) {
        unsafe batch.pointee.deallocate()
        unsafe batch.deallocate()
    }

    /// How many connections are ready in this turn: with fewer than a model wants, a row waits for nobody.
    var readyCount: Int {
        get { unsafe place.pointee.readyCount }
        set { unsafe place.pointee.readyCount = newValue }
    }

    /// Takes over a row of the model; fewer than `rowCountMax` wait.
    func append(_ entry: GatherBatch.Entry, row: UnsafeRawPointer, _ model: ServedModel) {
        let batch = unsafe batch(of: model)
        unsafe batch.pointee.append(entry, row: row, byteCount: model.rowByteCount)
    }

    private func batch(of model: ServedModel) -> UnsafeMutablePointer<GatherBatch> {
        let reference = unsafe Unmanaged.passUnretained(model)
        let fillingCount = unsafe place.pointee.fillingCount
        for index in 0..<fillingCount {
            let batch = unsafe filling[index]
            if let asked = unsafe batch.pointee.model, unsafe asked.toOpaque() == reference.toOpaque() { return unsafe batch }
        }
        precondition(fillingCount < Self.rowCountMax, "no more batches than rows that wait")
        let batch = unsafe freeBatch()
        unsafe batch.pointee.begin(reference)
        unsafe (filling + fillingCount).initialize(to: batch)
        unsafe place.pointee.fillingCount = fillingCount + 1
        return unsafe batch
    }

    private func freeBatch() -> UnsafeMutablePointer<GatherBatch> {
        let freeCount = unsafe place.pointee.freeCount
        if freeCount > 0 {
            unsafe place.pointee.freeCount = freeCount - 1
            return unsafe free[freeCount - 1]
        }
        let batch = UnsafeMutablePointer<GatherBatch>.allocate(capacity: 1)
        unsafe batch.initialize(to: GatherBatch(rowByteCount: rowByteCount, outputCount: outputCount))
        return unsafe batch
    }

    /// The batch whose first row came first, which takes no further rows; nil when no row waits. It is given back by `recycle`.
    func takeFirst() -> UnsafeMutablePointer<GatherBatch>? {
        let fillingCount = unsafe place.pointee.fillingCount
        guard fillingCount > 0 else { return nil }
        let batch = unsafe filling[0]
        unsafe filling.update(from: filling + 1, count: fillingCount - 1)
        unsafe place.pointee.fillingCount = fillingCount - 1
        return unsafe batch
    }

    func recycle(_ batch: UnsafeMutablePointer<GatherBatch>) {
        let freeCount = unsafe place.pointee.freeCount
        precondition(freeCount < Self.batchCountMax, "a batch of these")
        unsafe (free + freeCount).initialize(to: batch)
        unsafe place.pointee.freeCount = freeCount + 1
    }
}
