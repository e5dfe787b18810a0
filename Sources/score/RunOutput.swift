internal import Base
internal import Codecs
internal import Glibc
internal import Records
internal import Scoring
internal import SystemPackage
internal import Tabular

/// What a run writes: its outputs, the reject file, the journal; and the counts of all rows that are written.
///
/// Called by one worker at a time, in the order of blocks, so that everything in it is a prefix of the run.
final class RunOutput: @unchecked Sendable {
    let plan: OutputPlan
    private let remains: Remains
    private let journal: JournalFile?
    private let limit: BadRowLimit?
    private let compressor: OutputCompressor?
    private var progress: RunProgress
    private var file: OutputFile?
    private var rejects: OutputFile?
    /// Where the run is: what a journal's next line says.
    private(set) var checkpoint: RunCheckpoint
    private(set) var counts: ContractCounts
    private(set) var distributions: DistributionCounts?
    private let bins: BinSource?
    private var checkpointedByteCount = 0
    private var checkpointedNanoseconds = MonotonicClock.nanoseconds
    /// Of the last output's rows.
    private var rows: OutputRows?

    init(
        _ plan: OutputPlan, remains: Remains, journal: JournalFile?, limit: BadRowLimit?, progress: RunProgress, bins: BinSource?,
        checkpoint: RunCheckpoint, counts: ContractCounts
    ) throws(ScoreFailure) {
        self.plan = plan
        self.remains = remains
        self.journal = journal
        self.limit = limit
        self.progress = progress
        self.bins = bins
        self.checkpoint = checkpoint
        self.counts = counts
        compressor = try OutputCompressor(plan.compression)
        if let bins = bins?.known { distributions = DistributionCounts(bins, counts: checkpoint.distributionCounts) }
    }

    /// All bytes of all outputs.
    var byteCount: Int { checkpoint.earlierByteCount + checkpoint.outputByteCount }

    /// Opens the reject file, and the output where there is one for all; its columns are those of `layout`.
    func begin(_ layout: InputLayout) throws(ScoreFailure) {
        if let path = plan.rejectsPath {
            let rejects = try remains.open(path, naming: naming(checkpoint.rejectByteCount))
            self.rejects = rejects
            if rejects.byteCount == 0 {
                try rejects.write(RefusedRows.header)
            }
            checkpoint.rejectByteCount = rejects.byteCount
        }
        if !plan.isPerPiece { try open(output: 0, layout) }
    }

    /// Opens the output of a block's piece where the pieces have their own.
    private func prepare(_ slot: BlockSlot) throws(ScoreFailure) {
        if file == nil, plan.isPerPiece, let layout = slot.layout { try open(output: plan.output(ofPiece: slot.piece), layout) }
    }

    private func open(output: Int, _ layout: InputLayout) throws(ScoreFailure) {
        let earlier = checkpoint.output == output ? checkpoint.outputByteCount : 0
        let opened = try remains.open(plan.paths[output], naming: naming(earlier))
        file = opened
        rows = layout.rows
        checkpoint.output = output
        if earlier == 0, plan.hasHeader || plan.format == .npy {
            try write(header: layout.rows.header, to: opened)
        }
        checkpoint.outputByteCount = opened.byteCount
    }

    private func write(header: [UInt8], to file: OutputFile) throws(ScoreFailure) {
        guard let compressor, !header.isEmpty else { return try file.write(header) }
        var plain = ByteBuffer()
        var compressed = ByteBuffer()
        plain.append(contentsOf: header)
        unsafe compressor.append(plain.unsafeBytes, to: &compressed)
        try file.write(compressed)
    }

    private func naming(_ byteCount: Int) -> OutputFile.Naming { journal == nil ? .own : .resumable(byteCount: byteCount) }

    /// Writes what a block has so far and empties it.
    func writePiece(_ slot: BlockSlot) throws(ScoreFailure) {
        try prepare(slot)
        if let file, slot.output.count > 0 {
            try file.write(slot.output)
            checkpoint.outputByteCount = file.byteCount
            slot.output.removeAll()
        }
        try writeRejects(slot)
    }

    private func writeRejects(_ slot: BlockSlot) throws(ScoreFailure) {
        guard let rejects else { return }
        let room = max(0, plan.rejectLineCountMax - checkpoint.rejectLineCount)
        let shown = min(room, slot.rejectEnds.count)
        if shown > 0 {
            let end = slot.rejectEnds[shown - 1]
            try unsafe rejects.write(UnsafeRawBufferPointer(rebasing: slot.rejects.unsafeBytes[..<end]))
            checkpoint.rejectByteCount = rejects.byteCount
        }
        checkpoint.rejectLineCount += slot.rejectEnds.count + slot.unlistedRejectCount
        slot.rejects.removeAll()
        slot.rejectEnds.removeAll(keepingCapacity: true)
        slot.unlistedRejectCount = 0
    }

    /// Writes a block, whose turn it is, and counts it.
    func write(_ slot: BlockSlot) throws(ScoreFailure) {
        try writePiece(slot)
        counts.add(slot.counts)
        if let found = slot.distributions {
            if distributions == nil { distributions = DistributionCounts(found.bins) }
            distributions!.add(found.counts)
        }
        checkpoint.outputRowCount += slot.outputRowCount
        checkpoint.inputByteCount = slot.storedBytesRead
        checkpoint.rowCount = slot.rowsBefore + (slot.endsPiece ? 0 : slot.block.rowCount)
        try checkLimit(isEnd: false)
        progress.update(rowCount: counts.rowCount, storedBytesRead: slot.storedBytesRead)
        if slot.endsPiece {
            try endPiece(slot)
        } else {
            let end = slot.block.end
            (checkpoint.input, checkpoint.byteOffset, checkpoint.line, checkpoint.row) = (
                slot.piece, end.byteOffset, end.line, end.row
            )
            if isCheckpointDue { try writeCheckpoint() }
        }
    }

    private func checkLimit(isEnd: Bool) throws(ScoreFailure) {
        guard let limit, limit.isExceeded(refused: counts.refusedRowCount, of: counts.rowCount, isEnd: isEnd) else { return }
        throw ScoreFailure(
            .badData,
            "\(Printable.count(counts.refusedRowCount, "row")) of \(Printable.count(counts.rowCount)) were refused, --bad-rows-max accepts "
                + limit.text)
    }

    private func endPiece(_ slot: BlockSlot) throws(ScoreFailure) {
        (checkpoint.input, checkpoint.byteOffset, checkpoint.line, checkpoint.row) = (slot.piece + 1, 0, 1, 0)
        guard plan.isPerPiece else { return }
        try completeMatrix()
        checkpoint.wholeOutputCount = slot.piece + 1
        checkpoint.earlierByteCount += checkpoint.outputByteCount
        checkpoint.outputByteCount = 0
        checkpoint.outputRowCount = 0
        checkpoint.output = slot.piece + 1
        try writeCheckpoint()
        if let file { try remains.publish(file) }
        file = nil
    }

    /// A matrix says first how many rows it has.
    private func completeMatrix() throws(ScoreFailure) {
        guard let file, file.finalPath != nil, let header = rows?.matrixHeader(rowCount: checkpoint.outputRowCount) else {
            return
        }
        try file.overwriteStart(header)
    }

    /// After the last block: the outputs get their names. `report` is called when all rows are written and nothing has its name yet.
    func finish(report: () throws(ScoreFailure) -> Void) throws(ScoreFailure) {
        try checkLimit(isEnd: true)
        try report()
        if !plan.isPerPiece {
            try completeMatrix()
            checkpoint.wholeOutputCount = 1
        }
        try writeCheckpoint()
        if let rejects { try remains.publish(rejects) }
        if let file { try remains.publish(file) }
        remains.markWhole()
        journal?.remove()
    }

    func endProgress() { progress.end() }
}

extension RunOutput {
    private var isCheckpointDue: Bool {
        guard journal != nil else { return false }
        return byteCount - checkpointedByteCount >= plan.checkpointByteCount
            || MonotonicClock.nanoseconds &- checkpointedNanoseconds >= RunLimits.checkpointNanoseconds
    }

    /// First what the line speaks of, then the line.
    private func writeCheckpoint() throws(ScoreFailure) {
        guard let journal else { return }
        checkpoint.contractCounts = counts.list
        if let distributions {
            checkpoint.distributionCounts = distributions.counts
            checkpoint.distributionEdges = distributions.bins.edges
        }
        try file?.sync()
        try rejects?.sync()
        try journal.append(RunJournal.line(checkpoint))
        checkpointedByteCount = byteCount
        checkpointedNanoseconds = MonotonicClock.nanoseconds
    }

    /// An earlier run was stopped between its last checkpoint and the names: gives them.
    static func publishWhole(_ plan: OutputPlan, _ checkpoint: RunCheckpoint, remains: Remains) throws(ScoreFailure) {
        let isOver = checkpoint.wholeOutputCount == plan.paths.count
        if isOver, let path = plan.rejectsPath { try publishPartial(path, remains, byteCount: checkpoint.rejectByteCount) }
        guard checkpoint.wholeOutputCount > 0 else { return }
        try publishPartial(
            plan.paths[checkpoint.wholeOutputCount - 1], remains, byteCount: plan.isPerPiece ? nil : checkpoint.outputByteCount)
    }

    private static func publishPartial(_ path: String, _ remains: Remains, byteCount: Int?) throws(ScoreFailure) {
        guard let final = try OutputPlace(path).filePath else { return }
        var status = stat()
        guard unsafe stat(OutputFile.partialPath(final), &status) == 0 else { return }
        try remains.publish(remains.open(path, naming: .resumable(byteCount: byteCount ?? Int(status.st_size))))
    }
}
