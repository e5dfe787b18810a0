/// What a margin means: the link from raw sums to predictions. Codes are part of the file format and never reused.
public enum Objective: UInt8, Sendable, CaseIterable {
    /// One output; the prediction is the margin.
    case squaredError = 0
    /// One output; the prediction is 1 / (1 + exp(-margin)), the probability of the positive class.
    case logistic = 1
    /// One output per class; the predictions are the softmax of the margins.
    case softmax = 2

    /// The name in manifests.
    public var name: String {
        switch self {
        case .squaredError: "squared_error"
        case .logistic: "logistic"
        case .softmax: "softmax"
        }
    }

    /// How many outputs a model of this objective may have.
    public var outputCounts: ClosedRange<Int> {
        switch self {
        case .squaredError, .logistic: 1...1
        case .softmax: 2...EnsembleLimits.outputCountMax
        }
    }
}
