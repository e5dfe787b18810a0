extension Scorer {
    /// What the margins of `rowCount` rows are expected to cost, in nanoseconds of the CPU that the plans' prices were measured on (Zen 4,
    /// 2.9 GHz): right in proportion from one model to another, and for this CPU once a call was timed. O(1), no allocation.
    public func expectedNanoseconds(rowCount: Int) -> Double {
        precondition(rowCount >= 0, "a number of rows")
        if rowCount == 0 { return 0 }
        let ofRow = fast?.choice(rowCount: rowCount)?.nanosecondsPerRow ?? walkNanosecondsPerRow
        return Double(rowCount) * ofRow
    }

    // Where no plan has a price: a weight of a linear model, or a step down a tree. Leaves are as far from the root as in a balanced tree, or
    // further.
    private var walkNanosecondsPerRow: Double {
        let weightNanoseconds = 0.5
        if forest.isLinear { return 20 + weightNanoseconds * Double(forest.featureCount * forest.outputCount) }
        let stepNanoseconds = 1.0
        let leafCount = Double(forest.header.leafCount) / Double(max(1, forest.treeCount))
        let levelCount = min(Double(forest.depthMax), Self.levelCount(leafCount) + 2)
        return 20 + stepNanoseconds * levelCount * Double(forest.treeCount)
    }

    /// Levels of a complete tree of so many leaves, rounded up.
    private static func levelCount(_ leafCount: Double) -> Double {
        var levelCount = 0.0
        var count = 1.0
        while count < leafCount {
            count *= 2
            levelCount += 1
        }
        return levelCount
    }
}
