internal import Base
internal import Codecs
internal import Network

/// What becomes known of a loop's answers after they are made: counts them, tells the access log of them, and adds how long they took to
/// send.
///
/// An answer is noted when it is whole, and finished by the next send of its loop. Allocates nothing, counts no reference. Thread rules: the
/// loop's thread.
@safe final class AnswerRecorder {
    private let counters: ServingCounters
    /// Kept alive below: a plain load, where a reference would be counted on every request.
    private let ring: Unmanaged<AccessRing>?
    private let ringReference: AccessRing?
    private let place: UnsafeMutablePointer<RequestNotes>
    /// Predictions that are not sent yet.
    private let unsent: UnsafeMutablePointer<Unsent>
    private let unsentCount: UnsafeMutablePointer<Int>
    private let lastEnd: UnsafeMutablePointer<UInt64>
    private let trustedHopCount: Int

    private struct Unsent {
        var model: Int
        var endNanoseconds: UInt64
    }

    /// Answers that one send carries and are told apart; those of a client that pipelines more are without their last stage.
    private static let unsentCountMax = 64

    /// Of who asks, the log tells what `trustedHopCount` balancers say.
    init(_ counters: ServingCounters, ring: AccessRing?, trustedHopCount: Int) {
        self.counters = counters
        self.trustedHopCount = trustedHopCount
        unsafe self.ring = ring.map { unsafe Unmanaged.passUnretained($0) }
        ringReference = ring
        // In memory of its own: stored properties would be guarded against overlapping accesses at each of their uses.
        unsafe place = .allocate(capacity: 1)
        unsafe place.initialize(to: RequestNotes())
        unsafe unsent = .allocate(capacity: Self.unsentCountMax)
        unsafe unsentCount = .allocate(capacity: 1)
        unsafe unsentCount.initialize(to: 0)
        unsafe lastEnd = .allocate(capacity: 1)
        unsafe lastEnd.initialize(to: 0)
    }

    deinit {
        unsafe place.deallocate()
        unsafe unsent.deallocate()
        unsafe unsentCount.deallocate()
        unsafe lastEnd.deallocate()
    }

    /// Of the request that is being answered.
    var notes: RequestNotes {
        @inline(__always) get { unsafe place.pointee }
        @inline(__always) _modify { yield unsafe &place.pointee }
    }

    /// A request is taken up.
    func begin() { unsafe place.pointee = RequestNotes() }

    /// When the loop turned to the request: at what it did last before, which is `takenUpNanoseconds` or the end of the answer before this
    /// one in the same read. Without the former the clock is asked.
    func beginning(of takenUpNanoseconds: UInt64) -> UInt64 {
        takenUpNanoseconds == 0 ? MonotonicClock.nanoseconds : max(takenUpNanoseconds, unsafe lastEnd.pointee)
    }

    /// The loop did something that ended then: what it turns to next begins there.
    func advance(to nanoseconds: UInt64) { unsafe lastEnd.pointee = nanoseconds }

    /// The request is answered.
    func end(_ request: HTTPRequest, _ response: HTTPResponse) {
        count(response)
        guard let slot = unsafe slot(response) else { return }
        let head = request.head
        let message = unsafe Span<UInt8>(_unsafeBytes: request.message)
        var record = unsafe record(response, head, bodyByteCount: request.message.count &- head.byteCount)
        // Here and not on the log's thread: the end of the list counts, which is not copied.
        record.client = ForwardedFor.client(head, in: message, hopCount: trustedHopCount, peer: request.peer.address)
        if !head.traceParent.isEmpty, !head.repeatedFields.contains(.traceParent),
            let trace = TraceContext(message, head.traceParent)
        {
            record.traceHigh = trace.traceHigh
            record.traceLow = trace.traceLow
        }
        let hasID = !head.repeatedFields.contains(.requestID) && RequestID.isValid(message, head.requestID)
        unsafe record.write(
            to: slot, target: request.bytes(head.target), requestID: hasID ? request.bytes(head.requestID) : Self.noText,
            forwarded: request.bytes(head.forwardedFor))
    }

    /// Something that is no request, or not a whole one, is answered; `peer` has sent it.
    func end(_ response: HTTPResponse, from peer: PeerAddress) {
        count(response)
        guard let slot = unsafe slot(response) else { return }
        var record = record(response, nil, bodyByteCount: 0)
        record.client = peer.address
        unsafe record.write(
            to: slot, target: Self.noText, requestID: Self.noText, forwarded: Self.noText)
    }

    /// What was answered since the last time is sent, or as much of it as the kernel took.
    func sent(at nanoseconds: UInt64) {
        for index in unsafe 0..<unsentCount.pointee {
            let answer = unsafe unsent[index]
            counters.countWrite(model: answer.model, nanoseconds: Self.time(from: answer.endNanoseconds, to: nanoseconds))
        }
        unsafe unsentCount.pointee = 0
        if let ring = unsafe ring { unsafe ring._withUnsafeGuaranteedRef { $0.publish(at: nanoseconds) } }
    }

    private func count(_ response: HTTPResponse) {
        counters.countResponse(response.status)
        if let refusal = unsafe place.pointee.refusal {
            counters.countRefusal(refusal)
        } else if unsafe place.pointee.model >= 0, unsafe unsentCount.pointee < Self.unsentCountMax {
            let end = unsafe place.pointee.endNanoseconds
            unsafe unsent[unsentCount.pointee] = Unsent(model: place.pointee.model, endNanoseconds: end)
            unsafe unsentCount.pointee &+= 1
            unsafe lastEnd.pointee = end
        }
    }

    /// Where to write the request down, when it is to be told and there is room.
    private func slot(_ response: HTTPResponse) -> UnsafeMutableRawPointer? {
        guard let ring = unsafe ring else { return nil }
        return unsafe ring._withUnsafeGuaranteedRef { ring in
            unsafe ring.wantsRecord(isRefusal: response.status.rawValue >= 400) ? ring.claim() : nil
        }
    }

    private func record(_ response: HTTPResponse, _ head: HTTPRequestHead?, bodyByteCount: Int) -> AccessRecord {
        let notes = notes
        var record = AccessRecord()
        record.endNanoseconds = notes.endNanoseconds == 0 ? MonotonicClock.nanoseconds : notes.endNanoseconds
        record.stages = notes.stages
        record.model = Int32(notes.model)
        record.rowCount = UInt32(clamping: notes.rowCount)
        record.bodyByteCount = UInt32(clamping: bodyByteCount)
        record.answerByteCount = unsafe UInt32(clamping: response.body.count)
        record.status = response.status.rawValue
        record.reason = notes.refusal?.rawValue ?? AccessRecord.noReason
        record.method = head?.method.rawValue ?? AccessRecord.noMethod
        return record
    }

    private static var noText: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: nil, count: 0) }

    /// Clocks of tests may stand still while others go.
    static func time(from begin: UInt64, to end: UInt64) -> UInt64 { end > begin ? end &- begin : 0 }
}
