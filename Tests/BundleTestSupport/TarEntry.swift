internal import Codecs

/// An entry of a tar archive as a test wants it, right or wrong.
public struct TarEntry: Sendable {
    public var path: String
    public var type: Character
    public var contents: [UInt8]
    /// In the header's place; nil is the size of the contents.
    public var byteCount: Int?
    /// Bytes that are put over the header, the sum is made anew.
    public var patches: [(offset: Int, bytes: [UInt8])] = []

    public init(_ path: String, _ contents: [UInt8] = [], type: Character = "0", byteCount: Int? = nil) {
        self.path = path
        self.type = type
        self.contents = contents
        self.byteCount = byteCount
    }

    public func patched(_ offset: Int, _ bytes: [UInt8]) -> TarEntry {
        var entry = self
        entry.patches.append((offset, bytes))
        return entry
    }

    /// One pax record with its own length.
    public static func record(_ name: String, _ value: String) -> [UInt8] {
        var count = name.utf8.count + value.utf8.count + 3
        count += String(count + String(count).utf8.count).utf8.count
        return Array("\(count) \(name)=\(value)\n".utf8)
    }

    public var bytes: [UInt8] {
        var block = TarHeader(path: path, kind: .file, byteCount: byteCount ?? contents.count).block()
        block[156] = type.asciiValue ?? 0
        for (offset, bytes) in patches { block.replaceSubrange(offset..<offset + bytes.count, with: bytes) }
        let sum = block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
        let digits = String(sum, radix: 8)
        block.replaceSubrange(148..<156, with: Array((String(repeating: "0", count: 6 - digits.count) + digits).utf8) + [0, 32])
        let padding = (512 - contents.count % 512) % 512
        return block + contents + [UInt8](repeating: 0, count: padding)
    }

    /// Whole archives end in two blocks of zeros.
    public static func archive(_ entries: [TarEntry], endBlockCount: Int = 2) -> [UInt8] {
        entries.flatMap(\.bytes) + [UInt8](repeating: 0, count: 512 * endBlockCount)
    }
}
