/// A split that one comparison cannot express: categories, or zero counted as missing.
struct SpecialSplit<Value: PlanValue>: BitwiseCopyable, Sendable {
    /// What decides: the end of the codes of the category set; of a numeric split the threshold, as `x >= limit` goes right.
    private let limit: Value
    /// Inputs must be above it to be a code at all: what counts as negative.
    private let low: Value
    /// Place of the category set's first word in the forest's section of category words.
    private let firstWord: UInt32
    private let isCategorical: Bool
    private let zeroIsMissing: Bool
    private let missingLeft: UInt8

    init(_ record: SplitRecord, of forest: FlatForest) {
        zeroIsMissing = record.missing == .zeroIsMissing
        let words = record.isCategorical ? forest.categoryWords(ofSet: Int(record.payload)) : 0..<0
        isCategorical = !words.isEmpty
        low = forest.arithmetic.negativeFraction == .isNoCategory ? -Value.leastNonzeroMagnitude : -1
        var missingLeft = record.defaultLeft
        if isCategorical {
            let first = unsafe forest.start(of: .categoryWords).load(fromByteOffset: words.lowerBound * 4, as: UInt32.self)
            if record.missing == .nanIsZero { missingLeft = first & 1 != 0 }
            limit = Value(words.count * 32)
            firstWord = UInt32(words.lowerBound)
        } else if record.isCategorical {
            // An empty set, of which there are no words to look at: every number goes right.
            if record.missing == .nanIsZero { missingLeft = false }
            limit = -.infinity
            firstWord = 0
        } else {
            let threshold = record.threshold(forest.arithmetic.thresholdWidth)
            limit =
                forest.arithmetic.comparison == .lessOrEqual ? .least(above: threshold) : .least(atOrAbove: threshold)
            firstWord = 0
        }
        self.missingLeft = missingLeft ? 1 : 0
    }

    /// 1 for the right child, 0 for the left. `words` is the forest's section of category words.
    @inline(__always) func step(_ input: Value, words: UnsafePointer<UInt32>) -> Int {
        if zeroIsMissing, Double(input).magnitude <= MissingRule.zeroBand { return Int(missingLeft) ^ 1 }
        if isCategorical { return unsafe categoryStep(input, words: words) }
        return input.isNaN ? Int(missingLeft) ^ 1 : input >= limit ? 1 : 0
    }

    // Without a branch on the input, which is as good as random.
    @inline(__always) private func categoryStep(_ input: Value, words: UnsafePointer<UInt32>) -> Int {
        let isCode: UInt32 = (input > low ? 1 : 0) & (input < limit ? 1 : 0)
        let code = input.orZero(unless: isCode == 1).truncated
        let bits = unsafe words[Int(firstWord) &+ code &>> 5] &>> UInt32(truncatingIfNeeded: code & 31)
        let missing = UInt32(missingLeft) & (input.isNaN ? 1 : 0)
        return Int((bits & isCode) | missing) ^ 1
    }
}
