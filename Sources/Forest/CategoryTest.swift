/// What a categorical split asks, apart from its feature: equal ones are one predicate.
struct CategoryTest: Hashable {
    /// Words of the set, without zeros at the end: bit c of them says that code c goes left.
    let words: [UInt32]
    /// Where a missing value goes; of a split that reads it as code 0, what code 0 does.
    let missingLeft: Bool

    init(_ split: SplitRecord, of forest: FlatForest) {
        var words = forest.categoryWords(ofSet: Int(split.payload)).map { place in
            forest.reads.load(forest.sections[.categoryWords].lowerBound + place * 4, as: UInt32.self)
        }
        while words.last == 0 { words.removeLast() }
        self.words = words
        missingLeft = split.missing == .nanIsZero ? (words.first ?? 0) & 1 != 0 : split.defaultLeft
    }

    /// Codes that go left, ascending.
    var codes: [Int] {
        var codes: [Int] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                codes.append(index * 32 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return codes
    }
}
