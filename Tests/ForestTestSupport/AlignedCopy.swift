public import Forest

/// A copy of bytes that begins at a multiple of 64 and ends with its allocation.
@safe public final class AlignedCopy {
    public let bytes: UnsafeRawBufferPointer

    public init(_ contents: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: contents.count, alignment: 64)
        unsafe copy.copyBytes(from: contents)
        unsafe bytes = UnsafeRawBufferPointer(copy)
    }

    deinit { unsafe bytes.deallocate() }
}

extension FlatForest {
    /// Reads a forest from a copy of `contents`.
    public convenience init(copying contents: [UInt8]) throws(ForestFormatError) {
        let copy = AlignedCopy(contents)
        unsafe try self.init(bytes: copy.bytes, owner: copy)
    }

    /// The serialised forest as an array.
    public var contents: [UInt8] { unsafe Array(bytes) }
}
