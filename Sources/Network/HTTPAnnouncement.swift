public import Codecs

/// The head of a request whose body is still on its way; valid while the handler looks at it.
@safe public struct HTTPAnnouncement {
    public let head: HTTPRequestHead
    /// The head from its first byte.
    let message: UnsafeRawBufferPointer

    public init(head: HTTPRequestHead, bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == head.byteCount, "the whole head, no more")
        self.head = head
        unsafe message = bytes
    }

    /// The bytes of a part of the head.
    public func bytes(_ run: HTTPByteRange) -> UnsafeRawBufferPointer { unsafe run.bytes(in: message) }
}
