internal import Codecs

/// A request under way, and as much of its response as has come.
struct ClientExchange {
    /// nil while the connection is free.
    var request: ClientRequest?
    var sentByteCount = 0
    /// The connection takes no more bytes; an answer may have come before it broke.
    var isSendingBroken = false
    var wasResent = false
    var dueNanoseconds: UInt64 = 0
    var startNanoseconds: UInt64 = 0

    var parser = HTTPResponseParser(answering: .other)
    var hasHead = false
    /// Bytes of the response so far.
    var receivedByteCount = 0
    /// Of a body of known length: bytes that have not come.
    var missingByteCount = 0
    var chunks = HTTPChunkedDecoder()

    init() {}

    init(_ request: ClientRequest, due: UInt64, at nanoseconds: UInt64) {
        self.request = request
        parser = HTTPResponseParser(answering: request.method)
        dueNanoseconds = due
        startNanoseconds = nanoseconds
    }

    var unsentByteCount: Int {
        guard let request, !isSendingBroken else { return 0 }
        return request.byteCount &- sentByteCount
    }

    /// The same request from its first byte; its time goes on.
    func fromTheStart() -> ClientExchange {
        guard let request else { return self }
        var exchange = ClientExchange(request, due: dueNanoseconds, at: startNanoseconds)
        exchange.wasResent = true
        return exchange
    }
}
