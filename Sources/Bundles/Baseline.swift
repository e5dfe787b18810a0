/// What `baseline.json` says: the training data in numbers that drift is measured against.
public struct Baseline: Sendable, Equatable {
    public var rowCount: Int
    /// In the contract's order.
    public var features: [FeatureBaseline]
    public var prediction: PredictionBaseline
    /// Training rows that reached each leaf: one array per tree, by leaf id.
    public var leafVisits: [[Int]]

    public init(rowCount: Int, features: [FeatureBaseline], prediction: PredictionBaseline, leafVisits: [[Int]]) {
        self.rowCount = rowCount
        self.features = features
        self.prediction = prediction
        self.leafVisits = leafVisits
    }

    public struct FeatureBaseline: Sendable, Equatable {
        public var name: String
        /// Share of rows in which the feature was missing, 0 ... 1.
        public var missingShare: Double
        public var distribution: Distribution
        public init(name: String, missingShare: Double, distribution: Distribution) {
            self.name = name
            self.missingShare = missingShare
            self.distribution = distribution
        }
    }

    public enum Distribution: Sendable, Equatable {
        /// Fixed bins by quantiles of the training data: bin i holds `edges[i - 1] <= x < edges[i]`, the first and last are open;
        /// `counts.count == edges.count + 1`.
        case quantiles(edges: [Double], counts: [Int])
        /// Rows per category; a category that is not listed was not seen.
        case categories(names: [String], counts: [Int])
    }

    public struct PredictionBaseline: Sendable, Equatable {
        /// Of the prediction: the value, or the probability of the positive class, or the largest class probability.
        public var distribution: Distribution
        /// Classification: rows predicted per class.
        public var classCounts: [Int]
        public init(distribution: Distribution, classCounts: [Int]) {
            self.distribution = distribution
            self.classCounts = classCounts
        }
    }
}
