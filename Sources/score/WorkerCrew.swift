internal import Base
internal import Codecs
internal import Synchronization
internal import Tabular

/// The workers of a run: each takes the next block, scores it and writes its lines when it is the block's turn.
///
/// So the output has the input's order for any number of workers, and memory is bounded by a block and its lines for each of
/// them. The first failure in the file's order ends the run.
final class WorkerCrew: Sendable {
    private let stream: RowStream
    private let file: OutputFile
    private let refusedRow: RefusedRow
    private let turnstile = Turnstile()
    /// Counts the workers that have done; closed by a failure.
    private let finished = Turnstile()
    private let state: Mutex<State>
    private let output: OutputColumns

    /// Lines of a block beyond this are written as soon as it is the block's turn.
    private static let lineByteCountMax = 4 << 20

    private struct State {
        var progress: RunProgress
        var counts: ContractCounts
        var rowCount = 0
        var storedBytesRead = 0
        var failure: ScoreFailure?
    }

    init(
        stream: RowStream, file: OutputFile, output: OutputColumns, refusedRow: RefusedRow, progress style: ProgressStyle,
        storedByteCount: Int?
    ) {
        self.stream = stream
        self.file = file
        self.refusedRow = refusedRow
        self.output = output
        let featureCount = refusedRow.contract.features.count
        state = Mutex(
            State(
                progress: RunProgress(style, storedByteCount: storedByteCount), counts: ContractCounts(featureCount: featureCount)
            ))
    }

    var counts: ContractCounts { state.withLock { $0.counts } }
    var storedBytesRead: Int { state.withLock { $0.storedBytesRead } }

    /// Returns when all rows are written, or throws when the run has failed; a worker may then still wait for input, and writes
    /// nothing any more.
    func run(threadCount: Int, makeScorer: @escaping @Sendable () -> BlockScorer) throws(ScoreFailure) {
        var buffer = ByteBuffer()
        output.appendHeader(to: &buffer)
        try file.write(buffer)
        // A system that gives no more threads has the work done by those it gave.
        let startedCount = threadCount == 1 ? 0 : (0..<threadCount).count { _ in WorkerThread.start { self.work(makeScorer()) } }
        if startedCount == 0 { work(makeScorer()) }
        // A failure ends the run at once: another worker may be waiting for input that never comes.
        _ = finished.enter(max(1, startedCount))
        let failure = state.withLock { state in
            state.progress.end()
            return state.failure
        }
        if let failure { throw failure }
    }

    private func work(_ scorer: BlockScorer) {
        let block = CSVBlock()
        while let ticket = stream.next(into: block) {
            var hasTurn = false
            do throws(ScoreFailure) {
                if case .failure(let error) = ticket.end { throw ScoreFailure(error) }
                let refused =
                    ticket.end != nil
                    ? nil
                    : try scorer.score(block, lineByteCountMax: Self.lineByteCountMax) { lines throws(ScoreFailure) in
                        guard enter(ticket, &hasTurn) else { return lines.removeAll() }
                        try file.write(lines)
                        lines.removeAll()
                    }
                if let refused { throw refusedRow.failure(refused, in: block) }
                guard enter(ticket, &hasTurn) else { return }
                try scorer.writeLines(to: file)
                told(ticket, rowCount: ticket.end == nil ? block.rowCount : 0)
                turnstile.leave()
            } catch {
                // Blocks before this one may still have something to say, which then counts.
                guard enter(ticket, &hasTurn) else { return }
                state.withLock { $0.failure = error }
                turnstile.close()
                finished.close()
                return
            }
        }
        state.withLock { $0.counts.add(scorer.counts) }
        finished.leave()
    }

    /// Waits for the block's turn unless it has it; false when the run has failed.
    private func enter(_ ticket: RowStream.Ticket, _ hasTurn: inout Bool) -> Bool {
        if !hasTurn { hasTurn = turnstile.enter(ticket.number) }
        return hasTurn
    }

    private func told(_ ticket: RowStream.Ticket, rowCount: Int) {
        state.withLock { state in
            state.rowCount += rowCount
            state.storedBytesRead = ticket.storedBytesRead
            state.progress.update(rowCount: state.rowCount, storedBytesRead: ticket.storedBytesRead)
        }
    }
}
