public import Codecs

/// A whole request where it lies in its connection's buffer; valid while the handler answers it.
@safe public struct HTTPRequest {
    public let head: HTTPRequestHead
    /// Head and body, from the head's first byte; a chunked body is decoded. At least 64 readable bytes follow.
    public let message: UnsafeRawBufferPointer
    /// When the loop turned to its first byte, by `MonotonicClock`.
    public let receivedNanoseconds: UInt64
    /// Who sent it, as far as the connection tells.
    public let peer: PeerAddress
    /// Only the head is there, for who judges by it: the body is empty, whatever the head says.
    public let isAnnouncement: Bool
    /// When the loop turned to its connection, by `MonotonicClock`; 0 where it is not known.
    public let takenUpNanoseconds: UInt64

    public init(
        head: HTTPRequestHead, message: UnsafeRawBufferPointer, receivedNanoseconds: UInt64 = 0,
        takenUpNanoseconds: UInt64 = 0, peer: PeerAddress = PeerAddress()
    ) {
        if head.isChunked {
            precondition(message.count >= head.byteCount, "head and body")
        } else {
            precondition(message.count == head.byteCount + head.bodyByteCount, "head and body, no more")
        }
        self.head = head
        self.receivedNanoseconds = receivedNanoseconds
        self.takenUpNanoseconds = takenUpNanoseconds
        self.peer = peer
        isAnnouncement = false
        unsafe self.message = message
    }

    /// A request whose body is still on its way; `headBytes` is the whole head and nothing more.
    public init(
        announcedBy head: HTTPRequestHead, headBytes: UnsafeRawBufferPointer, receivedNanoseconds: UInt64 = 0,
        takenUpNanoseconds: UInt64 = 0, peer: PeerAddress = PeerAddress()
    ) {
        precondition(headBytes.count == head.byteCount, "the whole head, no more")
        self.head = head
        self.receivedNanoseconds = receivedNanoseconds
        self.takenUpNanoseconds = takenUpNanoseconds
        self.peer = peer
        isAnnouncement = true
        unsafe message = headBytes
    }

    /// Whether the client has sent a body, an empty one perhaps.
    public var hasBody: Bool { head.hasBody }

    public var body: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(rebasing: message[head.byteCount...]) }

    /// The bytes of a part of the head.
    public func bytes(_ run: HTTPByteRange) -> UnsafeRawBufferPointer { unsafe run.bytes(in: message) }
}
