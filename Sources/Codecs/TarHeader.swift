/// One header of a tar archive: 512 bytes before an entry's contents (POSIX.1-1988 ustar, pax and GNU headers of the same layout).
///
/// Owner, mode and time are not kept: written are 0644, owner 0 and time 0, so that equal entries have equal bytes.
public struct TarHeader: Equatable, Sendable {
    /// What follows the header.
    public enum Kind: Equatable, Sendable {
        case file
        case folder
        /// pax: records about the next entry.
        case extended
        /// GNU: the path of the next entry.
        case longPath
        /// A link, a device, what belongs to all entries, or unknown: the type flag as it stands there.
        case other(UInt8)
    }

    public var path: String
    public var kind: Kind
    /// Bytes of the contents, without the padding to whole blocks.
    public var byteCount: Int

    /// Headers and contents are padded to a multiple of it.
    public static let blockByteCount = 512

    static let nameRange = 0..<100
    static let sizeRange = 124..<136
    static let sumRange = 148..<156
    static let typePlace = 156
    static let magicRange = 257..<265
    static let prefixRange = 345..<500

    public init(path: String, kind: Kind, byteCount: Int) {
        self.path = path
        self.kind = kind
        self.byteCount = byteCount
    }

    /// Blocks that contents of so many bytes take, in bytes.
    public static func paddedByteCount(_ byteCount: Int) -> Int {
        (byteCount + blockByteCount - 1) / blockByteCount * blockByteCount
    }

    /// The sum of a header's bytes, with blanks in the place of the sum itself.
    static func sum(of block: some Collection<UInt8>) -> Int {
        block.enumerated().reduce(0) { $0 + (sumRange.contains($1.offset) ? 0x20 : Int($1.element)) }
    }
}
