internal import Codecs

/// What a loop knows of the request that it reads: kept in front of the bytes, in the block that they lie in.
///
/// So a connection without a request, which has no block, pays nothing for it.
struct RequestState {
    /// When the loop turned to its first byte, by `LoopClock.nanoseconds`.
    var receivedNanoseconds: UInt64
    var parser = HTTPRequestParser()
    /// Of a chunked body.
    var chunks = HTTPChunkedDecoder()
    var hasHead = false
    /// The handler was asked about the head while the body was not whole, and had nothing against it.
    var isAdmitted = false
    /// The interim answer to `Expect: 100-continue` was sent.
    var hasSentContinue = false

    var isInChunks: Bool { hasHead && parser.head.isChunked }

    init(receivedNanoseconds: UInt64) { self.receivedNanoseconds = receivedNanoseconds }
}
