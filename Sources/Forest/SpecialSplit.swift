/// A split that one comparison cannot express: categories, or zero counted as missing.
struct SpecialSplit: BitwiseCopyable, Sendable {
    /// The threshold, or the end of the codes in the category set.
    private let limit: Double
    /// Place of the category set's first word in the forest's section of category words.
    private let firstWord: UInt32
    private let flags: UInt32

    private static let categorical: UInt32 = 1
    private static let missingLeft: UInt32 = 2
    private static let zeroIsMissing: UInt32 = 4
    private static let orEqual: UInt32 = 8
    private static let noNegativeFraction: UInt32 = 16

    init(_ record: SplitRecord, of forest: FlatForest) {
        var flags: UInt32 = 0
        var missingLeft = record.defaultLeft
        if record.isCategorical {
            let words = forest.categoryWords(ofSet: Int(record.payload))
            let first = unsafe forest.start(of: .categoryWords).load(fromByteOffset: words.lowerBound * 4, as: UInt32.self)
            flags |= Self.categorical
            limit = Double(words.count * 32)
            firstWord = UInt32(words.lowerBound)
            if record.missing == .nanIsZero { missingLeft = first & 1 != 0 }
        } else {
            limit = record.threshold(forest.arithmetic.thresholdWidth)
            firstWord = 0
        }
        if missingLeft { flags |= Self.missingLeft }
        if record.missing == .zeroIsMissing { flags |= Self.zeroIsMissing }
        if forest.arithmetic.comparison == .lessOrEqual { flags |= Self.orEqual }
        if forest.arithmetic.negativeFraction == .isNoCategory { flags |= Self.noNegativeFraction }
        self.flags = flags
    }

    /// `words` is the forest's section of category words.
    @inline(__always) func goesRight(_ input: Double, words: UnsafePointer<UInt32>) -> Bool {
        if input.isNaN || (flags & Self.zeroIsMissing != 0 && input.magnitude <= MissingRule.zeroBand) {
            return flags & Self.missingLeft == 0
        }
        if flags & Self.categorical != 0 {
            guard input < limit, input > -1, input >= 0 || flags & Self.noNegativeFraction == 0 else { return true }
            let code = Int(input)
            return unsafe words[Int(firstWord) &+ code &>> 5] &>> UInt32(truncatingIfNeeded: code & 31) & 1 == 0
        }
        return flags & Self.orEqual != 0 ? !(input <= limit) : !(input < limit)
    }
}
