internal import Base
internal import Tabular

/// The workers of a run: each takes a free block, has it filled, makes output of it and hands it on to be written in order.
final class WorkerCrew: Sendable {
    private let feed: RecordFeed
    private let ring: BlockRing
    private let output: RunOutput
    private let rules: ScoringRules

    init(feed: RecordFeed, output: RunOutput, rules: ScoringRules, slotCount: Int) {
        self.feed = feed
        self.output = output
        self.rules = rules
        ring = BlockRing((0..<slotCount).map { _ in BlockSlot(featureCount: rules.encoder.featureCount) })
    }

    /// Returns when all rows are written, or throws when the run has failed; a worker may then still wait for input, and writes
    /// nothing any more.
    func run(threadCount: Int) throws(ScoreFailure) {
        ring.startWorkers(1)
        // A system that gives no more threads has the work done by those it gave.
        let startedCount =
            threadCount == 1
            ? 0
            : (0..<threadCount).count { _ in
                ring.startWorkers(1)
                // Nobody joins it: a worker may wait for input when the run has failed.
                if let thread = try? SystemThread({ self.work() }) {
                    thread.detach()
                    return true
                }
                ring.endWorker()
                return false
            }
        if startedCount == 0 { work() } else { ring.endWorker() }
        try ring.waitForEnd()
    }

    private func work() {
        defer { ring.endWorker() }
        var scorer: BlockScorer?
        while let slot = ring.takeFree() {
            guard feed.next(into: slot) else { return ring.giveBack(slot) }
            do throws(ScoreFailure) {
                if slot.failure == nil {
                    if scorer == nil { scorer = try BlockScorer(rules) }
                    try score(slot, scorer!)
                }
            } catch {
                slot.failure = error
            }
            ring.finish(slot) { slot throws(ScoreFailure) in try output.write(slot) }
        }
    }

    private func score(_ slot: BlockSlot, _ scorer: BlockScorer) throws(ScoreFailure) {
        let writePiece = { (slot: BlockSlot) throws(ScoreFailure) in try self.output.writePiece(slot) }
        try scorer.score(slot, waitForTurn: { self.ring.waitForTurn(of: slot) }, writePiece: writePiece)
    }
}
