package import Base
package import Forest

/// The bytes of one file of a bundle, wherever they are: made in memory, part of a forest, or mapped from the disk.
package enum FileContents {
    case array([UInt8])
    case forest(FlatForest)
    case mapped(MappedFile)

    /// Lends the bytes to `body`, where they are; nothing is copied.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch self {
        case .array(let bytes): return try unsafe bytes.span.bytes.withUnsafeBytes(body)
        case .forest(let forest):
            defer { withExtendedLifetime(forest) {} }
            return try unsafe body(forest.bytes)
        case .mapped(let file):
            defer { withExtendedLifetime(file) {} }
            return try unsafe body(file.bytes)
        }
    }

    package var byteCount: Int { unsafe withBytes { $0.count } }

    package var sha256: String { unsafe withBytes { unsafe SHA256.hexDigest(of: $0) } }

    /// The forest that the bytes are, in place if they are mapped.
    func flatForest() throws(ForestFormatError) -> FlatForest {
        switch self {
        case .forest(let forest): return forest
        case .mapped(let file): return try unsafe FlatForest(bytes: file.bytes, owner: file)
        case .array: preconditionFailure("a forest is read where it is mapped")
        }
    }

    /// A copy of the bytes, for documents.
    package var bytes: [UInt8] { unsafe withBytes { unsafe [UInt8]($0) } }
}
