/// A set of bin numbers: the bins that go left at a split.
struct BinSet: Equatable, BitwiseCopyable {
    private var words: SIMD4<UInt64> = .zero

    init() {}

    /// The bins 0 ... `last`.
    init(through last: Int) {
        for word in 0..<4 {
            let count = min(max(last + 1 - word * 64, 0), 64)
            words[word] = count == 64 ? UInt64.max : (1 << UInt64(count)) - 1
        }
    }

    @inline(__always)
    func contains(_ bin: Int) -> Bool { (words[bin &>> 6] &>> UInt64(bin & 63)) & 1 == 1 }

    mutating func insert(_ bin: Int) { words[bin >> 6] |= 1 << UInt64(bin & 63) }
}
