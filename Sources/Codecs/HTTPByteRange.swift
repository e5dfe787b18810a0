/// A run of bytes of a message, counted from its first byte; 32 bits each, since a message's head is bounded far below 4 GiB.
public struct HTTPByteRange: Sendable, Equatable {
    public var lowerBound: UInt32
    public var upperBound: UInt32

    public init(_ lowerBound: Int, _ upperBound: Int) {
        self.lowerBound = UInt32(lowerBound)
        self.upperBound = UInt32(upperBound)
    }

    /// The empty run at the message's first byte: what an absent part is.
    public static let empty = HTTPByteRange(0, 0)

    public var isEmpty: Bool { lowerBound == upperBound }
    public var count: Int { Int(upperBound &- lowerBound) }

    /// The run's bytes in the message that begins at `message[0]`.
    public func bytes(in message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: message[Int(lowerBound)..<Int(upperBound)])
    }
}
