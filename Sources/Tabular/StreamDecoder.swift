/// Undoes one kind of compression step by step. Made anew for each stream; used by one thread at a time.
public protocol StreamDecoder: AnyObject {
    /// Decompresses as much of `input` as fits into `output`; both may be any size.
    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(StreamCorruption) -> DecodedStep

    /// Makes ready for the next member of the stream.
    func startNextMember()
}

/// What one step of a decoder did. Counts are bytes.
public struct DecodedStep: Sendable {
    public var consumedByteCount: Int
    public var producedByteCount: Int
    /// The member (a gzip member, a zstd frame) is whole and its checksum agrees.
    public var memberEnded: Bool

    public init(consumedByteCount: Int, producedByteCount: Int, memberEnded: Bool) {
        self.consumedByteCount = consumedByteCount
        self.producedByteCount = producedByteCount
        self.memberEnded = memberEnded
    }
}

/// What a decoder says of a stream that is not of its kind.
public struct StreamCorruption: Error {
    public var reason: String
    public init(reason: String) { self.reason = reason }
}
