import Codecs
import Testing

@Suite struct PowersOfFiveTests {
    /// Whole numbers as 32-bit limbs, lowest first, without leading zeros.
    private typealias Limbs = [UInt64]

    private func product(_ number: Limbs, _ factor: Limbs) -> Limbs {
        var result = Limbs(repeating: 0, count: number.count + factor.count)
        for (i, a) in number.enumerated() {
            var carry: UInt64 = 0
            for (j, b) in factor.enumerated() {
                carry += result[i + j] + a * b
                result[i + j] = carry & 0xFFFF_FFFF
                carry >>= 32
            }
            result[i + factor.count] = carry
        }
        while result.last == 0 { result.removeLast() }
        return result
    }

    private func isBelow(_ a: Limbs, _ b: Limbs) -> Bool {
        a.count != b.count ? a.count < b.count : a.reversed().lexicographicallyPrecedes(b.reversed())
    }

    private func bitCount(_ number: Limbs) -> Int { number.count * 32 - (number.last!.leadingZeroBitCount - 32) }

    private func powerOfTwo(_ exponent: Int) -> Limbs { Limbs(repeating: 0, count: exponent / 32) + [1 << UInt64(exponent % 32)] }

    private func limbs(_ high: UInt64, _ low: UInt64) -> Limbs { [low & 0xFFFF_FFFF, low >> 32, high & 0xFFFF_FFFF, high >> 32] }

    /// The entry, as limbs and with one added or taken away.
    private func entry(_ exponent: Int, adding step: Int = 0) -> Limbs {
        let index = 2 * (exponent - PowersOfFive.exponentMin)
        let (high, low) = (PowersOfFive.words[index], PowersOfFive.words[index + 1])
        switch step {
        case 1: return low == .max ? limbs(high + 1, 0) : limbs(high, low + 1)
        case -1: return low == 0 ? limbs(high - 1, .max) : limbs(high, low - 1)
        default: return limbs(high, low)
        }
    }

    @Test func `every entry is the 128 leading bits of its power of five, rounded as the proof wants it`() {
        #expect(PowersOfFive.words.count == 2 * (PowersOfFive.exponentMax - PowersOfFive.exponentMin + 1))
        var power: Limbs = [1]
        for exponent in 0...(-PowersOfFive.exponentMin) {
            if exponent <= PowersOfFive.exponentMax {
                // 5^q <= entry * 2^shift scaled down or up, whichever is whole; truncated.
                let shift = bitCount(power) - 128
                let scaled = shift < 0 ? product(power, powerOfTwo(-shift)) : power
                let unit = powerOfTwo(max(shift, 0))
                #expect(!isBelow(scaled, product(entry(exponent), unit)), "5^\(exponent)")
                #expect(isBelow(scaled, product(entry(exponent, adding: 1), unit)), "5^\(exponent)")
            }
            if exponent > 0 {
                // A reciprocal has its 128 bits when 2^(bits of 5^q + 127) is divided.
                let dividend = powerOfTwo(bitCount(power) + 127)
                let roundedUp = exponent <= 27
                #expect(!isBelow(dividend, product(entry(-exponent, adding: roundedUp ? -1 : 0), power)), "5^-\(exponent)")
                #expect(isBelow(dividend, product(entry(-exponent, adding: roundedUp ? 0 : 1), power)), "5^-\(exponent)")
            }
            power = product(power, [5])
        }
    }
}
