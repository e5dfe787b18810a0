internal import Base
internal import Codecs
internal import Network

/// Requests that are worked out by others.
extension PredictionHandler {
    /// A request that is not answered at once, until the loop asks for it to be handed over: too much for the loop, or one row that waits for
    /// others.
    @safe struct Pending {
        var model: Unmanaged<ServedModel>
        var query: PredictionQuery
        var estimatedNanoseconds: Int
        var row: WaitingRow?
    }

    /// What a request would hold up the loop for, when that is too long; nil when the loop works it out. What is not here yet counts with the
    /// length that its head says; chunks are judged when they are there.
    @inline(__always)
    func heavyNanoseconds(_ request: HTTPRequest, _ coding: ContentCoding, _ model: ServedModel) -> Int? {
        guard let costs = unsafe costs else { return nil }
        let bodyByteCount = unsafe request.isAnnouncement ? request.head.bodyByteCount : request.body.count
        return unsafe costs._withUnsafeGuaranteedRef { costs in
            if coding == .identity, costs.isLight(bodyByteCount: bodyByteCount, model) { return nil }
            return costs.heavyNanoseconds(bodyByteCount: bodyByteCount, coding, model)
        }
    }

    /// Why a request whose body is still on its way would be refused by load, were it whole now: it is not waited for then.
    func announce(_ estimatedNanoseconds: Int, _ query: PredictionQuery, _ model: ServedModel) -> HTTPResponse {
        let overload = ring?.overload(
            estimatedNanoseconds: estimatedNanoseconds, deadlineNanoseconds: query.deadlineNanoseconds)
        return overload.map { refuse($0, model) } ?? respond(.ok)
    }

    /// Puts the request that was not answered last into the ring, or its row to those that wait; or why it is refused.
    func push(_ exchange: UnsafeMutablePointer<Exchange>) -> HTTPResponse? {
        guard let pending else { preconditionFailure("a request that is to be handed over") }
        if let row = pending.row {
            unsafe gather(row, of: pending, exchange)
            return nil
        }
        guard let ring else { preconditionFailure("what is too much for a loop has a ring to go to") }
        let index = unsafe pending.model._withUnsafeGuaranteedRef { $0.index }
        let request = unsafe RingRequest(
            exchange: exchange, model: pending.model, query: pending.query,
            estimatedNanoseconds: pending.estimatedNanoseconds, pushedNanoseconds: MonotonicClock.nanoseconds,
            notes: RequestNotes(model: index))
        let word = unsafe RingWord(loop: loop, exchange: exchange.pointee.index)
        guard let overload = ring.push(request, word) else {
            counters.countQueued(model: index)
            return nil
        }
        return unsafe pending.model._withUnsafeGuaranteedRef { refuse(overload, $0) }
    }

    /// The answer to a request that has to be handed over when the loop has as many of those as it can have: a refusal, unless it is one row.
    func answerPending() -> HTTPResponse {
        guard let pending else { preconditionFailure("a request that is to be handed over") }
        if let row = pending.row { return answerAtOnce(row, of: pending) }
        return unsafe pending.model._withUnsafeGuaranteedRef { refuse(.ringFull, $0) }
    }

    /// Counts what the workers did for a request, and notes it for the log.
    func noteWork(_ exchange: UnsafeMutablePointer<Exchange>) {
        guard let ring else { preconditionFailure("an exchange that went through the ring") }
        let notes = unsafe ring.request(RingWord(loop: loop, exchange: exchange.pointee.index)).pointee.notes
        recorder.notes = notes
        if let refusal = notes.refusal {
            counters.countRefusal(model: notes.model, isByLoad: refusal.isByLoad)
        } else {
            counters.countPrediction(model: notes.model, rowCount: notes.rowCount, stages: notes.stages)
        }
    }

    /// A refusal by load, with the time after which to come again. No allocation.
    func refuse(_ overload: Overload, _ model: ServedModel) -> HTTPResponse {
        counters.countRefusal(model: model.index, isByLoad: true)
        recorder.notes.refusal = overload.reason
        context.addRetryAfter(seconds: ring?.budget.retryAfterSeconds ?? 1)
        answer.removeAll()
        answer.append(overload.body)
        return respond(.serviceUnavailable)
    }
}
