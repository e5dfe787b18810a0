/// The metrics of one part of the data, by their fixed names.
public struct SplitMetrics: Sendable, Equatable {
    public struct Metric: Sendable, Equatable {
        /// accuracy, precision, recall, f1, roc_auc, log_loss, rmse, mae or r2; another name is shown as it is.
        public var name: String
        public var value: Double
        public init(_ name: String, _ value: Double) {
            self.name = name
            self.value = value
        }
    }

    /// `training` or `validation`.
    public var split: String
    public var rowCount: Int
    /// Binary: the class that precision, recall, f1 and roc_auc are about.
    public var positiveClass: String?
    public var metrics: [Metric]

    public init(split: String, rowCount: Int, positiveClass: String? = nil, metrics: [Metric]) {
        self.split = split
        self.rowCount = rowCount
        self.positiveClass = positiveClass
        self.metrics = metrics
    }

    func value(_ name: String) -> Double? { metrics.first { $0.name == name }?.value }
}
