public import Bundles
internal import Forest
internal import Statistics

/// What a row's predictions come to: a class, and the one number that drift and charts look at.
public struct PredictionRule: Sendable {
    public let task: Manifest.Task
    /// Predictions of one row.
    public let outputCount: Int
    /// Binary: the positive class is predicted from this probability on.
    public let threshold: Double
    public let classCount: Int
    /// Whether predictions are probabilities that sum to 1 over the classes; hinge predicts classes, and one-against-all each for itself.
    public let isDistribution: Bool

    public init(_ manifest: Manifest, outputCount: Int) {
        task = manifest.target.task
        self.outputCount = outputCount
        threshold = manifest.decisionThreshold ?? 0.5
        classCount = manifest.target.classes.count
        isDistribution = task == .binary ? manifest.objective != .hinge : manifest.objective == .softmax
    }

    /// Of each row the value (the first of several), the probability of the positive class, or the largest one.
    public func headlines(of predictions: [Double]) -> [Double] {
        guard outputCount > 1 else { return predictions }
        return stride(from: 0, to: predictions.count, by: outputCount).map { start in
            task == .regression ? predictions[start] : predictions[start..<start + outputCount].max() ?? 0
        }
    }

    /// The predicted class of each row; none for regression.
    public func classes(of predictions: [Double]) -> [UInt32] {
        switch task {
        case .regression: []
        case .binary: predictions.map { $0 >= threshold ? 1 : 0 }
        case .multiclass: MulticlassMetrics.predictedClasses(probabilities: predictions, classCount: outputCount)
        }
    }
}
