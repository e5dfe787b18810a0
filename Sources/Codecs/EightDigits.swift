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
    static func value(of word: UInt64) -> UInt64 {
        let digits = word &- 0x3030_3030_3030_3030
        let pairs = digits &* 10 &+ (digits &>> 8)
        let outer = (pairs & 0x0000_00FF_0000_00FF) &* (100 &+ (1_000_000 &<< 32))
        let inner = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* (1 &+ (10_000 &<< 32))
        return (outer &+ inner) &>> 32
    }
}
