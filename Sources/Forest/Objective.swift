/// What a margin means: the link from raw sums to predictions. Codes are part of the file format and never reused.
///
/// `scale` below is the model's link scale (`TreeEnsemble.linkScale`), which is 1 but for LightGBM's `sigmoid`.
public enum Objective: UInt8, Sendable, CaseIterable {
    /// One output; the prediction is the margin.
    case squaredError = 0
    /// One output; the prediction is 1 / (1 + exp(-scale * margin)), the probability of the positive class.
    case logistic = 1
    /// One output per class; the predictions are the softmax of the margins.
    case softmax = 2
    /// Any outputs; each prediction is its margin (absolute error, Huber, quantiles, ranking, several targets, custom objectives).
    case identity = 3
    /// Any outputs; each prediction is exp(margin) (Poisson, gamma, Tweedie, accelerated failure time, Cox).
    case exponential = 4
    /// Any outputs; each prediction is 1 / (1 + exp(-scale * margin)), and they do not sum to 1 (several labels at once, one class
    /// against the rest, cross-entropy).
    case logisticEach = 5
    /// One output; the prediction is 1 when the margin is above 0, else 0.
    case hinge = 6
    /// One output; the prediction is the margin's square with the margin's sign (LightGBM's reg_sqrt).
    case signedSquare = 7
    /// One output; the prediction is log1p(exp(margin)) (LightGBM's cross_entropy_lambda).
    case softplus = 8

    /// The name in manifests.
    public var name: String {
        switch self {
        case .squaredError: "squared_error"
        case .logistic: "logistic"
        case .softmax: "softmax"
        case .identity: "identity"
        case .exponential: "exponential"
        case .logisticEach: "logistic_each"
        case .hinge: "hinge"
        case .signedSquare: "signed_square"
        case .softplus: "softplus"
        }
    }

    /// How many outputs a model of this objective may have.
    public var outputCounts: ClosedRange<Int> {
        switch self {
        case .squaredError, .logistic, .hinge, .signedSquare, .softplus: 1...1
        case .softmax: 2...EnsembleLimits.outputCountMax
        case .identity, .exponential, .logisticEach: 1...EnsembleLimits.outputCountMax
        }
    }

    /// Whether its link has a scale; of the others the scale is 1.
    public var hasLinkScale: Bool { self == .logistic || self == .logisticEach }
}
