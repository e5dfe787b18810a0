/// Walks from one byte that CSV cares about to the next: delimiter, line feed, quote, carriage return, NUL.
///
/// 64 bytes at a time become a mask with one bit a byte, so that the walk costs a few instructions per field and next to nothing
/// per byte. Up to 64 bytes past the end are read and ignored.
@safe struct SpecialByteCursor {
    private let bytes: UnsafeMutablePointer<UInt8>
    private let end: Int
    private var base: Int
    private let delimiter: UInt8
    private var mask: UInt64 = 0

    @inline(__always)
    init(bytes: UnsafeMutablePointer<UInt8>, from start: Int, to end: Int, delimiter: UInt8) {
        unsafe self.bytes = unsafe bytes
        self.delimiter = delimiter
        self.end = end
        base = start &- 64
    }

    /// The offset of the next such byte, or the end.
    @inline(__always)
    mutating func next() -> Int {
        while mask == 0 {
            base &+= 64
            guard base < end else {
                base = end
                return end
            }
            mask = unsafe Self.mask(UnsafeRawPointer(bytes + base), delimiter)
            if base &+ 64 > end { mask &= (1 &<< UInt64(truncatingIfNeeded: end &- base)) &- 1 }
        }
        let at = base &+ mask.trailingZeroBitCount
        mask &= mask &- 1
        return at
    }

    @inline(__always)
    private static func mask(_ bytes: UnsafeRawPointer, _ delimiter: UInt8) -> UInt64 {
        let comma = SIMD16<UInt8>(repeating: delimiter)
        let lineFeed = SIMD16<UInt8>(repeating: 0x0A)
        let quote = SIMD16<UInt8>(repeating: 0x22)
        let carriageReturn = SIMD16<UInt8>(repeating: 0x0D)
        let nul = SIMD16<UInt8>(repeating: 0)
        var mask: UInt64 = 0
        for part in 0..<4 {
            let block: SIMD16<UInt8> = unsafe bytes.loadUnaligned(fromByteOffset: part &* 16, as: SIMD16<UInt8>.self)
            let ends: SIMDMask<SIMD16<Int8>> = (block .== comma) .| (block .== lineFeed)
            let rest: SIMDMask<SIMD16<Int8>> = (block .== quote) .| (block .== carriageReturn)
            let special: SIMDMask<SIMD16<Int8>> = (ends .| rest) .| (block .== nul)
            let words = unsafe unsafeBitCast(special, to: SIMD2<UInt64>.self)
            mask |= (bits(words[0]) | bits(words[1]) &<< 8) &<< UInt64(truncatingIfNeeded: part &* 16)
        }
        return mask
    }

    /// One bit for each of the word's bytes, which are 0 or 255: the multiplication gathers the eight lowest bits in the top byte.
    @inline(__always)
    private static func bits(_ word: UInt64) -> UInt64 {
        ((word & 0x0101_0101_0101_0101) &* 0x0102_0408_1020_4080) &>> 56
    }
}
