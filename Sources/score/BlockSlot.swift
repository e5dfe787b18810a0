internal import Codecs
internal import Records
internal import Scoring
internal import Tabular

/// A block in flight: the records, what was made of them, and what is told of them. One thread's at a time.
final class BlockSlot: @unchecked Sendable {
    let block = RecordBlock()
    /// The block's place in the run.
    var number = 0
    /// The piece of the input that it comes from, by its place in the run's list.
    var piece = 0
    var layout: InputLayout?
    /// Rows of the block that are scored; others were not asked for.
    var rows = 0..<0
    /// Rows of all inputs before the block.
    var rowsBefore = 0
    /// Stored bytes of all inputs read so far.
    var storedBytesRead = 0
    /// The first block of the run that has rows.
    var isFirst = false
    /// Nothing follows in this piece.
    var endsPiece = false

    /// Bytes for the output, compressed if it is.
    var output = ByteBuffer(capacity: 1 << 16)
    var outputRowCount = 0
    /// Lines for the reject file.
    var rejects = ByteBuffer(capacity: 256)
    /// Where each of them ends.
    var rejectEnds: [Int] = []
    /// Refused fields beyond what a block lists.
    var unlistedRejectCount = 0
    var counts: ContractCounts
    var distributions: DistributionCounts?
    var failure: ScoreFailure?

    init(featureCount: Int) { counts = ContractCounts(featureCount: featureCount) }

    /// For the next block.
    func clear() {
        layout = nil
        rows = 0..<0
        endsPiece = false
        output.removeAll()
        outputRowCount = 0
        rejects.removeAll()
        rejectEnds.removeAll(keepingCapacity: true)
        unlistedRejectCount = 0
        isFirst = false
        counts = ContractCounts(featureCount: counts.featureCount)
        distributions = nil
        failure = nil
    }
}
