extension TrainingParameters {
    /// Bounds of what is accepted.
    public enum Limits {
        public static let treeCountMax = 100_000
        public static let leavesMax = 65_536
        public static let depthMax = 1024
        public static let threadCountMax = 256
    }

    /// Throws for the first parameter that is out of its range; `validationRowCount` rows are there for early stopping.
    public func validate(validationRowCount: Int) throws(TrainingError) {
        try check("treeCount", treeCount, 1...Limits.treeCountMax)
        try check("maxDepth", maxDepth, 0...Limits.depthMax)
        try check("maxLeaves", maxLeaves, 2...Limits.leavesMax)
        try check("maxBins", maxBins, FeatureBins.valueBinsRange)
        try check("minChildRows", minChildRows, 1...Int.max)
        try check("earlyStoppingRounds", earlyStoppingRounds, 0...Int.max)
        try check("threadCount", threadCount, 1...Limits.threadCountMax)
        try check("learningRate", learningRate, above: 0, to: 10)
        try check("lambda", lambda, 0...1e12)
        try check("minChildWeight", minChildWeight, 0...1e12)
        try check("minGain", minGain, 0...1e30)
        try check("subsample", subsample, above: 0, to: 1)
        try check("columnSample", columnSample, above: 0, to: 1)
        try check("categorySmoothing", categorySmoothing, 0...1e12)
        try check("categoryLambda", categoryLambda, 0...1e12)
        try check("maxCategoriesPerSplit", maxCategoriesPerSplit, 1...Int.max)
        try check("minCategoryGroupRows", minCategoryGroupRows, 1...Int.max)
        try check("histogramByteCountMax", histogramByteCountMax, 1...Int.max)
        if earlyStoppingRounds > 0, validationRowCount == 0 {
            throw .badRows("early stopping needs validation rows")
        }
    }

    private func check<Value: Comparable>(
        _ name: String, _ value: Value, _ range: ClosedRange<Value>
    ) throws(TrainingError) {
        guard range.contains(value) else {
            throw .badParameter(name: name, value: "\(value)", accepted: "\(range.lowerBound) to \(range.upperBound)")
        }
    }

    private func check(_ name: String, _ value: Double, above low: Double, to high: Double) throws(TrainingError) {
        guard value > low, value <= high else {
            throw .badParameter(name: name, value: "\(value)", accepted: "above \(low), at most \(high)")
        }
    }
}
