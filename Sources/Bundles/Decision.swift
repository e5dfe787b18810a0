public import Forest

/// From a row's predictions to what is answered: the class, how sure the model is of it, and how classes are spelled.
///
/// The same for files and for requests: `score` and `serve` decide by it, so that they cannot differ.
public struct Decision: Sendable {
    public let task: Manifest.Task
    /// Binary: the positive class is predicted from this probability on.
    public let threshold: Double
    /// Predictions of a model whose sums are float32 are float32 values and print with the digits that those need.
    public let isFloat32: Bool
    /// Whether the predictions of a classifier are probabilities; those of hinge are the classes themselves, 0 and 1.
    public let hasProbabilities: Bool
    /// Values that a row's predictions are: one per class for multiclass, one per target for regression, else one.
    public let outputCount: Int
    /// Whether all class labels are whole numbers, spelled as JSON spells them: then they are answered as numbers.
    public let hasNumericLabels: Bool

    /// `threshold` overrides the manifest's; without either it is 0.5.
    public init(_ manifest: Manifest, _ forest: FlatForest, threshold: Double? = nil) {
        task = manifest.target.task
        self.threshold = threshold ?? manifest.decisionThreshold ?? 0.5
        isFloat32 = forest.arithmetic.sumWidth == .float32
        hasProbabilities = task != .regression && forest.objective != .hinge
        outputCount = forest.outputCount
        hasNumericLabels = !manifest.target.classes.isEmpty && manifest.target.classes.allSatisfy(Self.isWholeNumber)
    }

    /// The index of the predicted class in `Manifest.Target.classes`; of equally probable classes the first. Not for regression.
    public func classIndex(_ predictions: UnsafePointer<Double>) -> Int {
        precondition(task != .regression, "a regression predicts no class")
        if task == .binary { return unsafe predictions[0] >= threshold ? 1 : 0 }
        var best = 0
        for output in 1..<outputCount where unsafe predictions[output] > predictions[best] { best = output }
        return best
    }

    /// The largest class probability, whatever class the threshold chose. Only where predictions are probabilities.
    public func confidence(_ predictions: UnsafePointer<Double>) -> Double {
        precondition(hasProbabilities, "there is no probability")
        if task == .binary {
            let positive = unsafe predictions[0]
            return positive >= 0.5 ? positive : negativeProbability(positive)
        }
        var largest = unsafe predictions[0]
        for output in 1..<outputCount { largest = unsafe max(largest, predictions[output]) }
        return largest
    }

    /// Binary: what is left of 1, in the model's width.
    public func negativeProbability(_ positive: Double) -> Double {
        isFloat32 ? Double(1 - Float(positive)) : 1 - positive
    }

    /// `0`, `-17`; not `+1`, `007`, `1.0`, nor a number that a float64 cannot hold exactly.
    private static func isWholeNumber(_ label: String) -> Bool {
        guard let number = Int(label), number.magnitude <= 1 << 53 else { return false }
        return String(number) == label
    }
}
