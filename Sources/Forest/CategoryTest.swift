/// What a categorical split asks, apart from its feature: equal ones are one predicate.
struct CategoryTest: Hashable {
    /// Words of the set, without zeros at the end: bit c of them says that code c goes left.
    let words: [UInt32]
    /// Where a missing value goes; of a split that reads it as code 0, what code 0 does.
    let missingLeft: Bool

    init(_ split: SplitRecord, of forest: FlatForest) {
        var words = forest.words(ofSet: Int(split.payload))
        while words.last == 0 { words.removeLast() }
        self.words = words
        missingLeft = split.missing == .nanIsZero ? (words.first ?? 0) & 1 != 0 : split.defaultLeft
    }

    /// Codes that go left, ascending.
    var codes: [Int] { FlatForest.codes(in: words).map { Int($0) } }
}
