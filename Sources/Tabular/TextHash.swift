/// A 64-bit hash of bytes for tables in memory; not for files, not for secrets.
///
/// Folded 64 x 64 -> 128 bit multiplications, the construction of wyhash (Wang Yi, 2019). Reads nothing past the text.
enum TextHash {
    private static let first: UInt64 = 0xA076_1D64_78BD_642F
    private static let second: UInt64 = 0xE703_7ED1_A0B4_28DB
    private static let third: UInt64 = 0x8EBC_6AF0_9C88_C6E3

    @inline(__always)
    static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let count = text.count
        guard count > 0, let start = unsafe UnsafeRawPointer(text.baseAddress) else { return fold(first, second) }
        if count <= 16 {
            if count >= 8 {
                return unsafe finish(word(start), word(start + (count &- 8)), count)
            }
            if count >= 4 {
                return unsafe finish(half(start), half(start + (count &- 4)), count)
            }
            let bytes =
                unsafe UInt64(start.load(as: UInt8.self)) &<< 16
                | UInt64((start + count / 2).load(as: UInt8.self)) &<< 8
                | UInt64((start + (count &- 1)).load(as: UInt8.self))
            return finish(bytes, 0, count)
        }
        return unsafe hashLong(start, count)
    }

    private static func hashLong(_ start: UnsafeRawPointer, _ count: Int) -> UInt64 {
        var state = third
        var offset = 0
        while offset &+ 16 < count {
            state = unsafe fold(word(start + offset) ^ first ^ state, word(start + (offset &+ 8)) ^ second)
            offset &+= 16
        }
        return unsafe finish(word(start + (count &- 16)) ^ state, word(start + (count &- 8)), count)
    }

    @inline(__always)
    private static func finish(_ low: UInt64, _ high: UInt64, _ count: Int) -> UInt64 {
        fold(fold(low ^ first, high ^ second), UInt64(truncatingIfNeeded: count) ^ third)
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func word(_ start: UnsafeRawPointer) -> UInt64 { unsafe start.loadUnaligned(as: UInt64.self) }

    @inline(__always)
    private static func half(_ start: UnsafeRawPointer) -> UInt64 { unsafe UInt64(start.loadUnaligned(as: UInt32.self)) }
}
