extension TarHeader {
    /// The header of a file or folder as one block of 512 bytes; its path must fit (see ``fits``).
    public func block() -> [UInt8] {
        guard let (prefix, name) = Self.split(path) else { preconditionFailure("a path that fits") }
        var block = [UInt8](repeating: 0, count: Self.blockByteCount)
        func put(_ text: some Collection<UInt8>, at offset: Int) {
            block.replaceSubrange(offset..<offset + text.count, with: text)
        }
        put(name, at: Self.nameRange.lowerBound)
        put("0000644\0".utf8, at: 100)
        put("0000000\0".utf8, at: 108)
        put("0000000\0".utf8, at: 116)
        put(Self.size(byteCount), at: Self.sizeRange.lowerBound)
        put("00000000000\0".utf8, at: 136)
        block[Self.typePlace] = kind == .folder ? UInt8(ascii: "5") : UInt8(ascii: "0")
        put("ustar\000".utf8, at: Self.magicRange.lowerBound)
        put("0000000\0".utf8, at: 329)
        put("0000000\0".utf8, at: 337)
        put(prefix, at: Self.prefixRange.lowerBound)
        put(Self.octal(Self.sum(of: block), digitCount: 6) + [0, 0x20], at: Self.sumRange.lowerBound)
        return block
    }

    /// Whether the path is short enough for one header: 100 bytes, or 155 and 100 around a `/`.
    public var fits: Bool { Self.split(path) != nil }

    private static func split(_ path: String) -> (prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>)? {
        let bytes = ArraySlice(path.utf8)
        if bytes.count <= nameRange.count { return ([], bytes) }
        let places = bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") && $0 > 0 && $0 <= prefixRange.count }
        guard let place = places.last, bytes.count - place - 1 <= nameRange.count, place + 1 < bytes.count else { return nil }
        return (bytes[..<place], bytes[(place + 1)...])
    }

    /// Eleven octal digits hold 8 GiB; beyond, GNU's binary, which the tars of today read.
    private static func size(_ byteCount: Int) -> [UInt8] {
        if byteCount < 1 << 33 { return octal(byteCount, digitCount: 11) + [0] }
        return [0x80, 0, 0, 0] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: byteCount >> (8 * $0)) }
    }

    private static func octal(_ number: Int, digitCount: Int) -> [UInt8] {
        (0..<digitCount).reversed().map { UInt8(ascii: "0") + UInt8(number >> (3 * $0) & 7) }
    }
}
