internal import Base
internal import Bundles
internal import Codecs
internal import Network

/// One of the threads that work out what the loops hand over: whole requests, or parts of them, one after the other.
///
/// Thread rules: one thread.
@safe final class ComputeWorker: @unchecked Sendable {
    let ring: RequestRing
    let number: Int
    /// For each loop where its exchanges go back to.
    private let returns: [ReturnQueue]
    /// Counts to memory of its own, of which `counters` gets what belongs to an answer.
    let work: PredictionWork
    let counters: ServingCounters
    private let answerMemory: AnswerMemory
    private let compressor: AnswerCompressor
    /// Made when they are needed first.
    private var splits: [InstanceSplit] = []
    /// Requests of this worker's that are worked out in parts at a time: when there are as many, the next one is not cut.
    private static let splitCountMax = 4

    init(
        _ host: ModelHost, ring: RequestRing, number: Int, returns: [ReturnQueue], serving: ServingOptions,
        counters: ServingCounters
    ) {
        self.ring = ring
        self.number = number
        self.returns = returns
        self.counters = counters
        answerMemory = AnswerMemory()
        compressor = AnswerCompressor(byteCountMin: serving.compressedByteCountMin)
        work = PredictionWork(
            host, options: serving, counters: ServingCounters(modelCount: host.modelCount), answerMemory: answerMemory)
    }

    /// Works until the ring is closed and empty.
    func run() {
        while let bits = ring.queue.take(worker: number) { work(RingWord(bits)) }
    }

    /// Works on what waits first, if anything does: for who has no thread for it.
    func turn() -> Bool {
        guard let bits = ring.queue.takeNow() else { return false }
        work(RingWord(bits))
        return true
    }

    private func work(_ word: RingWord) {
        let request = unsafe ring.request(word)
        if let part = word.part {
            guard let split = unsafe request.pointee.split else { preconditionFailure("a part of a request that is cut") }
            return unsafe split._withUnsafeGuaranteedRef { unsafe workPart(part, of: $0, request, word) }
        }
        unsafe request.pointee.begunNanoseconds = MonotonicClock.nanoseconds
        counters.countTaken(model: unsafe request.pointee.notes.model)
        if unsafe isAbandoned(request) { return unsafe abandon(request, word) }
        guard let split = unsafe cut(request) else {
            unsafe workWhole(request, word)
            return
        }
        unsafe request.pointee.split = Unmanaged.passUnretained(split)
        // The parts behind the first wait behind what is in the ring: that is how a large request lets others pass.
        var pushedEnd = 1
        let pushedCountMax = min(split.partCount, 1 + ring.shareSlotCount)
        while pushedEnd < pushedCountMax, ring.queue.push(word.part(pushedEnd).bits) { pushedEnd += 1 }
        // Those that found no place are worked out here. Each but the last leaves a part unfinished, so that the request is still there.
        let kept = [0] + Array(pushedEnd..<split.partCount)
        for part in kept { unsafe workPart(part, of: split, request, word) }
    }

    /// Whether nobody waits for the answer any more.
    private func isAbandoned(_ request: UnsafeMutablePointer<RingRequest>) -> Bool {
        unsafe request.pointee.exchange.pointee.isGone || request.pointee.query.isLate
    }

    // MARK: - Whole requests

    private func workWhole(_ request: UnsafeMutablePointer<RingRequest>, _ word: RingWord) {
        let begin = MonotonicClock.nanoseconds
        let model = unsafe request.pointee.model
        let query = unsafe request.pointee.query
        unsafe work.clock.begin(at: request.pointee.begunNanoseconds)
        unsafe model._withUnsafeGuaranteedRef { model in
            let body = unsafe request.pointee.exchange.pointee.request.body
            work.answer.removeAll()
            do throws(RowRefusal) {
                let rowCount = unsafe try work.answer(body, model, query)
                unsafe noteStages(request, work.clock.end())
                if query.coding == .identity {
                    ring.costs.learn(bodyByteCount: body.count, rowCount: rowCount, model)
                }
                unsafe answer(request, rowCount: rowCount)
            } catch {
                unsafe noteStages(request, work.clock.end())
                unsafe refuse(request, model, error)
            }
            work.counters.moveCounts(of: model.index, to: counters, model: model.index)
        }
        unsafe record(request, share: 1, begin)
        unsafe giveBack(request, word)
    }

    // MARK: - Parts

    /// A request that is worth it, cut; nil for one that is worked out whole.
    private func cut(_ request: UnsafeMutablePointer<RingRequest>) -> InstanceSplit? {
        guard unsafe request.pointee.query.coding == .identity else { return nil }
        let partNanoseconds = ring.options.partCostMicroseconds &* 1_000
        let partCount = unsafe min(InstanceSplit.partCountMax, request.pointee.estimatedNanoseconds / partNanoseconds)
        guard partCount >= 2, let split = takeSplit() else { return nil }
        let body = unsafe request.pointee.exchange.pointee.request.body
        if unsafe split.cut(body, into: partCount, rowCountMax: work.options.rowCountMax), split.partCount > 1 { return split }
        split.release()
        return nil
    }

    private func takeSplit() -> InstanceSplit? {
        if let split = splits.first(where: { $0.take() }) { return split }
        guard splits.count < Self.splitCountMax else { return nil }
        let split = InstanceSplit(workerCount: ring.options.workerCount)
        splits.append(split)
        return split.take() ? split : nil
    }

    private func workPart(
        _ number: Int, of split: InstanceSplit, _ request: UnsafeMutablePointer<RingRequest>, _ word: RingWord
    ) {
        let begin = MonotonicClock.nanoseconds
        work.clock.begin(at: begin)
        let part = split[number]
        var outcome = split.outcome
        // The first part that is no answer makes the others useless.
        if outcome == .answered {
            outcome = unsafe isAbandoned(request) ? .abandoned : workPart(part, request)
        }
        if outcome == .answered {
            unsafe split.exchange(number, answerMemory.buffer)
            work.counters.moveCounts(of: unsafe request.pointee.notes.model, to: split.counters, model: self.number)
            split.note(number, work.clock.end().stages)
        }
        unsafe record(request, share: Double(part.rowCount) / Double(split.rowCount), begin)
        if split.finish(outcome) { unsafe join(split, request, word) }
    }

    private func workPart(_ part: InstanceSplit.Part, _ request: UnsafeMutablePointer<RingRequest>) -> InstanceSplit.Outcome {
        let query = unsafe request.pointee.query
        return unsafe request.pointee.model._withUnsafeGuaranteedRef { model in
            let body = unsafe request.pointee.exchange.pointee.request.body
            work.answer.removeAll()
            do throws(RowRefusal) {
                let bytes = unsafe UnsafeRawBufferPointer(rebasing: body[part.offset..<part.offset &+ part.byteCount])
                unsafe try work.answerPart(bytes, from: part.first, rowCount: part.rowCount, model, query)
                return .answered
            } catch {
                work.counters.clearCounts(of: model.index)
                return .refused
            }
        }
    }

    /// The end of a request that was worked out in parts; the last of them was finished by this worker.
    private func join(_ split: InstanceSplit, _ request: UnsafeMutablePointer<RingRequest>, _ word: RingWord) {
        let outcome = split.outcome
        let rowCount = split.rowCount
        let model = unsafe request.pointee.model
        var isAnswered = false
        unsafe model._withUnsafeGuaranteedRef { model in
            if outcome == .answered {
                work.answer.removeAll()
                work.openPredictions(model)
                isAnswered = work.mayAnswer(openByteCount: work.answer.count &+ split.answerByteCount)
                if isAnswered {
                    split.join(into: &work.answer)
                    work.closePredictions()
                    ring.costs.learn(
                        bodyByteCount: unsafe request.pointee.exchange.pointee.request.body.count, rowCount: rowCount, model)
                    split.moveCounts(to: counters, model: model.index)
                    let end = MonotonicClock.nanoseconds
                    let begun = unsafe request.pointee.begunNanoseconds
                    unsafe noteStages(request, (split.stages(within: AnswerRecorder.time(from: begun, to: end)), end))
                    unsafe answer(request, rowCount: rowCount)
                }
            }
            if !isAnswered { split.clearCounts() }
        }
        unsafe request.pointee.split = nil
        split.release()
        if isAnswered {
            unsafe giveBack(request, word)
        } else if outcome == .abandoned {
            unsafe abandon(request, word)
        } else {
            // Read as a whole it is refused as it would have been had it not been cut: by its first error, in the same words.
            unsafe workWhole(request, word)
        }
    }

    // MARK: - Answers

    /// What the loop is told of the time that the work took, and when it was done.
    private func noteStages(_ request: UnsafeMutablePointer<RingRequest>, _ end: (stages: StageTimes, nanoseconds: UInt64)) {
        var stages = end.stages
        stages.queue = unsafe AnswerRecorder.time(from: request.pointee.pushedNanoseconds, to: request.pointee.begunNanoseconds)
        unsafe request.pointee.notes.stages = stages
        unsafe request.pointee.notes.endNanoseconds = end.nanoseconds
    }

    private func answer(_ request: UnsafeMutablePointer<RingRequest>, rowCount: Int) {
        unsafe request.pointee.notes.rowCount = rowCount
        unsafe answer(request, .ok)
    }

    private func refuse(_ request: UnsafeMutablePointer<RingRequest>, _ model: ServedModel, _ refusal: RowRefusal) {
        unsafe request.pointee.notes.refusal = refusal.reason
        work.answer.removeAll()
        work.answer.appendError(refusal.text(model.bundle.manifest.contract))
        unsafe answer(request, refusal.status)
    }

    /// What was written is the answer.
    private func answer(_ request: UnsafeMutablePointer<RingRequest>, _ status: HTTPStatus) {
        var response = unsafe HTTPResponse(
            status: status, contentType: "application/json", body: answerMemory.buffer.pointee.unsafeBytes)
        if unsafe response.body.count >= compressor.byteCountMin {
            let request = unsafe request.pointee.exchange.pointee.request
            unsafe compressor.compress(&response, request.head, request.message)
        }
        unsafe request.pointee.exchange.pointee.answer(response)
    }

    private func abandon(_ request: UnsafeMutablePointer<RingRequest>, _ word: RingWord) {
        // Of a connection that is gone nobody reads the answer.
        if unsafe !request.pointee.exchange.pointee.isGone {
            unsafe request.pointee.model._withUnsafeGuaranteedRef { unsafe refuse(request, $0, .late) }
        }
        unsafe giveBack(request, word)
    }

    /// Notes what a request, or a share of one, took.
    private func record(_ request: UnsafeMutablePointer<RingRequest>, share: Double, _ begin: UInt64) {
        let nanoseconds = AnswerRecorder.time(from: begin, to: MonotonicClock.nanoseconds)
        counters.countWork(model: unsafe request.pointee.notes.model, nanoseconds: nanoseconds)
        ring.budget.record(
            worker: number, estimatedNanoseconds: unsafe Int(Double(request.pointee.estimatedNanoseconds) * share),
            measuredNanoseconds: Int(nanoseconds))
    }

    /// The loop has the exchange again after this, and the request is no more.
    private func giveBack(_ request: UnsafeMutablePointer<RingRequest>, _ word: RingWord) {
        ring.budget.remove(estimatedNanoseconds: unsafe request.pointee.estimatedNanoseconds)
        returns[word.loop].push(UInt64(word.exchange), worker: number)
    }
}
