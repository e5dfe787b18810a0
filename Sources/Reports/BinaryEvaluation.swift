/// How a model of two classes did on one part of the data.
public struct BinaryEvaluation: Sendable, Equatable {
    /// Rows whose probability lies in one bin: what was promised beside what came.
    public struct CalibrationBin: Sendable, Equatable {
        public var rowCount: Int
        public var meanProbability: Double
        /// Share of the bin's rows that are positive.
        public var positiveShare: Double
        public init(rowCount: Int, meanProbability: Double, positiveShare: Double) {
            self.rowCount = rowCount
            self.meanProbability = meanProbability
            self.positiveShare = positiveShare
        }
    }

    /// `validation` or `training`.
    public var split: String
    public var negativeClass: String
    public var positiveClass: String
    /// The positive class is predicted from this probability on.
    public var threshold: Double
    public var trueNegatives: Int
    public var falsePositives: Int
    public var falseNegatives: Int
    public var truePositives: Int
    /// False positive rate (x) and true positive rate (y), from (0, 0) to (1, 1); empty when a class has no row.
    public var roc: [Point]
    /// By rising probability; bins without rows are left out.
    public var calibration: [CalibrationBin]
    /// Rows of each class by their probability of the positive class; nil: not shown.
    public var negativeProbabilities: BinnedCounts?
    public var positiveProbabilities: BinnedCounts?

    public init(
        split: String, negativeClass: String, positiveClass: String, threshold: Double, trueNegatives: Int, falsePositives: Int,
        falseNegatives: Int, truePositives: Int, roc: [Point] = [], calibration: [CalibrationBin] = [],
        negativeProbabilities: BinnedCounts? = nil, positiveProbabilities: BinnedCounts? = nil
    ) {
        self.split = split
        self.negativeClass = negativeClass
        self.positiveClass = positiveClass
        self.threshold = threshold
        self.trueNegatives = trueNegatives
        self.falsePositives = falsePositives
        self.falseNegatives = falseNegatives
        self.truePositives = truePositives
        self.roc = roc
        self.calibration = calibration
        self.negativeProbabilities = negativeProbabilities
        self.positiveProbabilities = positiveProbabilities
    }

    /// Fills ``negativeProbabilities`` and ``positiveProbabilities`` from the rows themselves. Of arrays of unequal length the
    /// common part is read.
    public mutating func countProbabilities(_ probabilities: [Double], positives: [Bool], binCount: Int = 25) {
        let values = { (isPositive: Bool) in
            zip(probabilities, positives).lazy.filter { $0.1 == isPositive }.map(\.0)
        }
        negativeProbabilities = BinnedCounts(of: values(false), bounds: 0...1, binCount: binCount)
        positiveProbabilities = BinnedCounts(of: values(true), bounds: 0...1, binCount: binCount)
    }
}
