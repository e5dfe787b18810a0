internal import Codecs
internal import Synchronization

/// A request that a loop has handed over, with its bytes, and the answer on its way back: in one place from the hand-over until the loop has
/// it again.
///
/// Thread rules: between the hand-over and its return the loop writes `isGone` and nothing else; all else is the worker's that has taken it
/// up, or of those that share the work and have agreed among themselves. What hands it on (a ring) orders memory.
@safe public struct Exchange: ~Copyable {
    /// Its place among those of its loop; what is pushed to the loop's `ReturnQueue`.
    public let index: Int

    /// It is answered by the loop itself, by the end of its turn, and goes to nobody else. Set by who takes it over.
    public var isGathered = false

    /// The connection that the answer is for: its slot, and the slot's generation.
    var connection = -1
    var generation: UInt32 = 0
    /// The request's bytes, and those that came behind it.
    var input = ConnectionBuffer()
    var messageByteCount = 0
    /// Where the next request begins in the input: behind the framing of a chunked body.
    var end = 0
    /// The connection closes after the answer.
    var closes = false
    var takenUpNanoseconds: UInt64 = 0
    var peer = PeerAddress()
    var returned = ReturnedAnswer()
    private let gone = Atomic<Bool>(false)

    init(index: Int) { self.index = index }

    /// The request; valid until the exchange is given back.
    public var request: HTTPRequest {
        let state = unsafe input.request
        let message = unsafe UnsafeRawBufferPointer(rebasing: input.bytes[..<messageByteCount])
        return unsafe HTTPRequest(
            head: state.pointee.parser.head, message: message, receivedNanoseconds: state.pointee.receivedNanoseconds,
            takenUpNanoseconds: takenUpNanoseconds, peer: peer)
    }

    /// Whether nobody waits for the answer any more: the connection is closed, or its time was up. Work on it may end at once; the exchange
    /// is given back all the same.
    public var isGone: Bool { gone.load(ordering: .relaxed) }

    func setGone(_ isGone: Bool) { gone.store(isGone, ordering: .relaxed) }

    /// Sets the answer, whose memory is copied. Once, unless nobody waits for it; before the exchange is given back.
    public mutating func answer(_ response: HTTPResponse) {
        precondition(!returned.hasBlock, "one answer for a request")
        returned = ReturnedAnswer(response)
    }
}
