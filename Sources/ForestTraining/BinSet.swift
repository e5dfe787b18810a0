/// A set of bin numbers: the bins that go left at a split.
struct BinSet: Equatable, BitwiseCopyable {
    private var words: SIMD4<UInt64> = .zero

    init() {}

    /// The bins 0 ... `last`.
    init(through last: Int) {
        for bin in 0...last { insert(bin) }
    }

    @inline(__always)
    func contains(_ bin: Int) -> Bool { (words[bin &>> 6] &>> UInt64(bin & 63)) & 1 == 1 }

    mutating func insert(_ bin: Int) { words[bin >> 6] |= 1 << UInt64(bin & 63) }
}
