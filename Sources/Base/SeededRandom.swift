/// xoshiro256**: small, fast random numbers that one seed repeats on every machine.
///
/// Not for secrets. Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// The four words of state come from SplitMix64, as the authors advise, so that any seed (zero too) is good.
    public init(seed: UInt64) {
        var mixer = SplitMix64(state: seed)
        state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
    }

    public mutating func next() -> UInt64 {
        let scaled = state.1 &* 5
        let result = ((scaled &<< 7) | (scaled &>> 57)) &* 9
        let shifted = state.1 &<< 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = (state.3 &<< 45) | (state.3 &>> 19)
        return result
    }

    /// A number in 0 ..< `bound`, without bias (Lemire's method). `bound` must be above 0.
    public mutating func next(below bound: Int) -> Int {
        precondition(bound > 0, "an empty range has no random number")
        return Int(next(upperBound: UInt64(bound)))
    }

    /// A number in 0 ..< 1 with 53 random bits.
    public mutating func nextUnit() -> Double { Double(next() &>> 11) * 0x1p-53 }
}

/// SplitMix64: turns any 64-bit number into a well mixed one; `mix` alone serves as a hash of an index.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(state: UInt64) { self.state = state }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    public static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed &>> 31)
    }
}
