/// How a model of two classes did on one part of the data.
public struct BinaryEvaluation: Sendable, Equatable {
    /// Rows whose probability lies in one bin.
    public struct CalibrationBin: Sendable, Equatable {
        public var meanProbability: Double
        public var positiveCount: Int
        public var rowCount: Int
        public init(meanProbability: Double, positiveCount: Int, rowCount: Int) {
            self.meanProbability = meanProbability
            self.positiveCount = positiveCount
            self.rowCount = rowCount
        }
    }

    /// `validation` or `training`.
    public var split: String
    public var negativeClass: String
    public var positiveClass: String
    /// The positive class is predicted from this probability on.
    public var threshold: Double
    public var trueNegativeCount = 0
    public var falsePositiveCount = 0
    public var falseNegativeCount = 0
    public var truePositiveCount = 0
    /// False positive rate (x) and true positive rate (y), from (0, 0) to (1, 1); empty when a class has no row.
    public var roc: [Point] = []
    /// Bins without rows are left out.
    public var calibration: [CalibrationBin] = []
    /// Probability of the positive class, of the rows of each class, in bins over 0 ... 1.
    public var negativeHistogram: Histogram?
    public var positiveHistogram: Histogram?

    static let calibrationBinCount = 10
    static let histogramBinCount = 25

    /// An evaluation to be filled by the caller.
    public init(split: String, negativeClass: String, positiveClass: String, threshold: Double) {
        self.split = split
        self.negativeClass = negativeClass
        self.positiveClass = positiveClass
        self.threshold = threshold
    }

    /// Counts, curve and bins from the rows themselves: the probability of the positive class and whether it was right.
    ///
    /// Rows whose probability is not in 0 ... 1 are left out; of arrays of unequal length the common part is read. O(n log n).
    public init(
        split: String, negativeClass: String, positiveClass: String, threshold: Double, probabilities: [Double], positives: [Bool]
    ) {
        self.init(split: split, negativeClass: negativeClass, positiveClass: positiveClass, threshold: threshold)
        let rows = zip(probabilities, positives).filter { $0.0 >= 0 && $0.0 <= 1 }.map { (probability: $0, isPositive: $1) }
        guard !rows.isEmpty else { return }
        for row in rows {
            switch (row.isPositive, row.probability >= threshold) {
            case (true, true): truePositiveCount += 1
            case (true, false): falseNegativeCount += 1
            case (false, true): falsePositiveCount += 1
            case (false, false): trueNegativeCount += 1
            }
        }
        roc = Self.roc(rows)
        calibration = Self.calibration(rows)
        let values = { (isPositive: Bool) in rows.lazy.filter { $0.isPositive == isPositive }.map(\.probability) }
        negativeHistogram = Histogram(of: values(false), bounds: 0...1, binCount: Self.histogramBinCount)
        positiveHistogram = Histogram(of: values(true), bounds: 0...1, binCount: Self.histogramBinCount)
    }

    /// One point per distinct probability, thinned. Rows of equal probability move together, so that ties count half.
    private static func roc(_ rows: [(probability: Double, isPositive: Bool)]) -> [Point] {
        let positiveTotal = rows.count { $0.isPositive }
        let negativeTotal = rows.count - positiveTotal
        guard positiveTotal > 0, negativeTotal > 0 else { return [] }
        let sorted = rows.sorted { $0.probability > $1.probability }
        var points = [Point(x: 0, y: 0)]
        var positiveCount = 0
        for (index, row) in sorted.enumerated() {
            positiveCount += row.isPositive ? 1 : 0
            if index + 1 < sorted.count, sorted[index + 1].probability == row.probability { continue }
            points.append(
                Point(
                    x: Double(index + 1 - positiveCount) / Double(negativeTotal), y: Double(positiveCount) / Double(positiveTotal)
                ))
        }
        return ReportLimits.thinned(count: points.count, to: ReportLimits.curvePointsMax).map { points[$0] }
    }

    private static func calibration(_ rows: [(probability: Double, isPositive: Bool)]) -> [CalibrationBin] {
        var sums = [Double](repeating: 0, count: calibrationBinCount)
        var bins = [CalibrationBin](
            repeating: CalibrationBin(meanProbability: 0, positiveCount: 0, rowCount: 0), count: calibrationBinCount)
        for row in rows {
            let bin = min(Int(row.probability * Double(calibrationBinCount)), calibrationBinCount - 1)
            sums[bin] += row.probability
            bins[bin].rowCount += 1
            bins[bin].positiveCount += row.isPositive ? 1 : 0
        }
        for bin in bins.indices where bins[bin].rowCount > 0 {
            bins[bin].meanProbability = sums[bin] / Double(bins[bin].rowCount)
        }
        return bins.filter { $0.rowCount > 0 }
    }
}
