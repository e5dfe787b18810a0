/// Rows grouped by equal probability, in ascending order: what ROC arithmetic goes over.
struct TieGroups: BidirectionalCollection {
    struct Group {
        var probability: Double
        var positiveCount: Int
        var negativeCount: Int
    }

    private var groups: [Group] = []

    init(probabilities: [Double], positives: [Bool]) {
        precondition(probabilities.count == positives.count, "one label per probability")
        let rows = zip(probabilities, positives).sorted { $0.0 < $1.0 }
        for (probability, positive) in rows {
            if groups.isEmpty || groups[groups.count - 1].probability != probability {
                groups.append(Group(probability: probability, positiveCount: 0, negativeCount: 0))
            }
            groups[groups.count - 1].positiveCount += positive ? 1 : 0
            groups[groups.count - 1].negativeCount += positive ? 0 : 1
        }
    }

    var startIndex: Int { 0 }
    var endIndex: Int { groups.count }
    subscript(index: Int) -> Group { groups[index] }
    func index(after index: Int) -> Int { index + 1 }
    func index(before index: Int) -> Int { index - 1 }
}
