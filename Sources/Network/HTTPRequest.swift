public import Codecs

/// A whole request where it lies in its connection's buffer; valid while the handler answers it.
@safe public struct HTTPRequest {
    public let head: HTTPRequestHead
    /// Head and body, from the head's first byte. At least 64 readable bytes follow.
    public let message: UnsafeRawBufferPointer

    public init(head: HTTPRequestHead, message: UnsafeRawBufferPointer) {
        precondition(message.count == head.byteCount + head.bodyByteCount, "head and body, no more")
        self.head = head
        unsafe self.message = message
    }

    public var body: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(rebasing: message[head.byteCount...]) }

    /// The bytes of a part of the head.
    public func bytes(_ run: HTTPByteRange) -> UnsafeRawBufferPointer { unsafe run.bytes(in: message) }
}
