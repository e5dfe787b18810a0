extension TarHeader {
    /// Why a block is no header: what was found and what is accepted.
    public struct Refusal: Error, Equatable {
        public var reason: String
    }

    /// Reads a block of 512 bytes.
    public init(block: [UInt8]) throws(Refusal) {
        precondition(block.count == Self.blockByteCount, "a header is one block")
        let sum = try Self.number(block[Self.sumRange], "checksum")
        guard sum == Self.sum(of: block) else {
            throw Refusal(reason: "the header's checksum is \(sum), that of its bytes \(Self.sum(of: block))")
        }
        let name = Self.text(block[Self.nameRange])
        let magic = block[Self.magicRange]
        let isPOSIX = magic.starts(with: Array("ustar\0".utf8))
        guard isPOSIX || magic.elementsEqual(Array("ustar  \0".utf8)) || magic.allSatisfy({ $0 == 0 }) else {
            throw Refusal(reason: "the header is of an unknown format; ustar, pax and GNU tar are accepted")
        }
        // GNU's headers keep times where ustar's keep the prefix.
        let prefix = isPOSIX ? Self.text(block[Self.prefixRange]) : []
        guard let path = String(validating: prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name, as: UTF8.self) else {
            throw Refusal(reason: "the path is not UTF-8")
        }
        self.path = path
        byteCount = try Self.number(block[Self.sizeRange], "size")
        switch block[Self.typePlace] {
        case UInt8(ascii: "0"), 0: kind = .file
        case UInt8(ascii: "5"): kind = .folder
        case UInt8(ascii: "x"): kind = .extended
        case UInt8(ascii: "L"): kind = .longPath
        case let flag: kind = .other(flag)
        }
    }

    /// The bytes before the first zero.
    private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

    /// Octal digits between blanks and zeros, or GNU's binary: a first byte of 0x80, then big endian.
    private static func number(_ field: ArraySlice<UInt8>, _ name: String) throws(Refusal) -> Int {
        if field.first == 0x80 {
            let value = field.dropFirst()
            guard value.dropLast(7).allSatisfy({ $0 == 0 }) else { throw Refusal(reason: "the \(name) is beyond every limit") }
            return value.reduce(0) { $0 << 8 | Int($1) }
        }
        let digits = field.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
        let rest = field.drop { $0 == 0x20 }.dropFirst(digits.count)
        guard !digits.isEmpty, rest.allSatisfy({ $0 == 0x20 || $0 == 0 }) else {
            throw Refusal(reason: "the \(name) is no number; octal digits are accepted")
        }
        // Twelve octal digits are the most that a field has.
        return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
    }
}
