/// Eight ASCII digits in one word (little endian: the first digit is the lowest byte).
enum EightDigits {
    /// Whether all eight bytes are `0` ... `9`: their high halves are 3, and stay 3 when 6 is added.
    @inline(__always)
    static func areDigits(_ word: UInt64) -> Bool {
        let high = word & 0xF0F0_F0F0_F0F0_F0F0
        let carried = ((word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) &>> 4
        return high | carried == 0x3333_3333_3333_3333
    }

    /// The number that the digits say: neighbours are joined into pairs, fours and eights.
    @inline(__always)
    static func value(of word: UInt64) -> UInt64 { joined(word &- 0x3030_3030_3030_3030) }

    @inline(__always)
    private static func joined(_ digits: UInt64) -> UInt64 {
        let pairs = digits &* 10 &+ (digits &>> 8)
        let outer = (pairs & 0x0000_00FF_0000_00FF) &* (100 &+ (1_000_000 &<< 32))
        let inner = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* (1 &+ (10_000 &<< 32))
        return (outer &+ inner) &>> 32
    }

    /// The bytes by their distance from `0`: below 10 are the digits.
    @inline(__always)
    static func offsets(_ word: UInt64) -> UInt64 { word ^ 0x3030_3030_3030_3030 }

    /// How many digits stand before the first other byte, of a word of offsets. Adding 0x76 sets a byte's high bit from 10 on.
    @inline(__always)
    static func leadingCount(_ offsets: UInt64) -> Int {
        let others = ((offsets & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676) | offsets
        return (others & 0x8080_8080_8080_8080).trailingZeroBitCount &>> 3
    }

    /// The number that the first `count` digits say, 1 to 8 of them, of a word of offsets: zeros are put before them.
    @inline(__always)
    static func value(_ offsets: UInt64, count: Int) -> UInt64 {
        joined(offsets &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count))
    }
}
