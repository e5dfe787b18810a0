internal import Base
internal import Codecs
internal import Network

/// Requests of one row, which are scored together with those of other connections that are ready in the same turn.
extension PredictionHandler {
    /// A row that was read, until the loop asks for its request to be handed over.
    struct WaitingRow {
        var form: OneRowForm
        var parseNanoseconds: UInt64
        var readNanoseconds: UInt64
    }

    /// Whether a row of the model, which is read, waits for others.
    @inline(__always)
    func gathers(_ model: ServedModel) -> Bool {
        switch gatherChoice {
        case .auto: gathering.readyCount >= model.gatheringRowCountMin
        case .always: gathering.readyCount > 1
        case .off: false
        }
    }

    /// Leaves the row that was just read for later.
    func wait(_ form: OneRowForm, _ model: ServedModel, _ query: PredictionQuery) {
        let (stages, nanoseconds) = work.clock.end()
        counters.countWork(model: model.index, nanoseconds: stages.sum)
        recorder.advance(to: nanoseconds)
        let row = WaitingRow(form: form, parseNanoseconds: stages.parse, readNanoseconds: nanoseconds)
        unsafe pending = Pending(
            model: Unmanaged.passUnretained(model), query: query, estimatedNanoseconds: 0, row: row)
    }

    /// The row goes to those that wait.
    func gather(_ row: WaitingRow, of pending: Pending, _ exchange: UnsafeMutablePointer<Exchange>) {
        unsafe exchange.pointee.isGathered = true
        let entry = unsafe GatherBatch.Entry(
            exchange: exchange, query: pending.query, form: row.form, parseNanoseconds: row.parseNanoseconds,
            readNanoseconds: row.readNanoseconds)
        unsafe pending.model._withUnsafeGuaranteedRef { unsafe gathering.append(entry, row: work.memory.rows, $0) }
    }

    /// The answer to a row that cannot wait after all.
    func answerAtOnce(_ row: WaitingRow, of pending: Pending) -> HTTPResponse {
        unsafe pending.model._withUnsafeGuaranteedRef { model in
            work.clock.begin(at: row.readNanoseconds)
            work.answerOne(row.form, model, pending.query)
            let (stages, nanoseconds) = work.clock.end()
            counters.countWork(model: model.index, nanoseconds: stages.sum)
            return respondOne(model, row.parseNanoseconds, readNanoseconds: row.readNanoseconds, endNanoseconds: nanoseconds)
        }
    }

    /// Scores the rows of the model that waits longest, unless some of the last ones are not answered yet.
    func nextBatch() -> UnsafeMutablePointer<GatherBatch>? {
        if let batch = unsafe answering {
            if unsafe batch.pointee.answeredCount < batch.pointee.count { return unsafe batch }
            unsafe gathering.recycle(batch)
        }
        unsafe answering = gathering.takeFirst()
        guard let batch = unsafe answering, let model = unsafe batch.pointee.model else { return nil }
        unsafe model._withUnsafeGuaranteedRef { model in
            let begin = MonotonicClock.nanoseconds
            let count = unsafe batch.pointee.count
            unsafe model.score(
                batch.pointee.rows, rowCount: count, margins: batch.pointee.margins, predictions: batch.pointee.predictions)
            unsafe model.count(batch.pointee.predictions, rowCount: count, in: counters)
            if count > 1 { counters.countGatheredRows(model: model.index, rowCount: count) }
            counters.countWork(
                model: model.index, nanoseconds: AnswerRecorder.time(from: begin, to: MonotonicClock.nanoseconds))
        }
        return unsafe batch
    }

    /// The answer to the next row of a batch that is scored.
    func answerNext(_ batch: UnsafeMutablePointer<GatherBatch>) -> HTTPResponse {
        guard let model = unsafe batch.pointee.model else { preconditionFailure("a batch of a model") }
        return unsafe model._withUnsafeGuaranteedRef { model in
            let index = unsafe batch.pointee.answeredCount
            unsafe batch.pointee.answeredCount = index + 1
            let entry = unsafe batch.pointee.entry(index)
            let offset = index &* model.outputCount
            unsafe work.writeOne(
                entry.form, model, entry.query, predictions: batch.pointee.predictions + offset,
                margins: batch.pointee.margins + offset)
            let end = MonotonicClock.nanoseconds
            return respondOne(model, entry.parseNanoseconds, readNanoseconds: entry.readNanoseconds, endNanoseconds: end)
        }
    }

    /// The answer that was written, of a row that was read some time before. `score` has the wait for the others in it.
    private func respondOne(
        _ model: ServedModel, _ parseNanoseconds: UInt64, readNanoseconds: UInt64, endNanoseconds: UInt64
    ) -> HTTPResponse {
        recorder.notes.model = model.index
        recorder.notes.rowCount = 1
        recorder.notes.stages = StageTimes(
            parse: parseNanoseconds, score: AnswerRecorder.time(from: readNanoseconds, to: endNanoseconds))
        recorder.notes.endNanoseconds = endNanoseconds
        counters.countPrediction(model: model.index, rowCount: 1, stages: recorder.notes.stages)
        return respond(.ok)
    }
}
