/// Which of several equal parts of the input this run scores: `0/4` to `3/4`.
public struct ShardNumber: Sendable, Equatable {
    public let index: Int
    public let count: Int

    public static let countMax = 1_000_000

    public init(_ text: String) throws(OptionError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), (1...Self.countMax).contains(count),
            (0..<count).contains(index)
        else {
            throw OptionError("found \"\(text)\"; accepted is I/N with I from 0 to N - 1 and N up to \(Self.countMax)")
        }
        self.index = index
        self.count = count
    }

    /// The bytes of this part, of `byteCount` in all: the parts lie end to end, without gap, and differ by one byte at most.
    public func byteRange(of byteCount: Int) -> Range<Int> { boundary(index, byteCount)..<boundary(index + 1, byteCount) }

    private func boundary(_ index: Int, _ byteCount: Int) -> Int {
        let (high, low) = byteCount.multipliedFullWidth(by: index)
        return count.dividingFullWidth((high, low)).quotient
    }
}
