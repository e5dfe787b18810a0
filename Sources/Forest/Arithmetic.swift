/// The arithmetic of a forest, which is part of the model: the same trees under another arithmetic are another model.
///
/// Each source framework has its own; the margin is equal to the source's bit for bit only under it.
public struct Arithmetic: Sendable, Equatable {
    /// Width of inputs, thresholds, leaf values, sums.
    public enum Width: UInt8, Sendable {
        case float32 = 0
        case float64 = 1
    }
    /// What sends a row to the left at a numeric split.
    public enum Comparison: UInt8, Sendable {
        /// `x < threshold` (XGBoost, Espalier's trainer).
        case less = 0
        /// `x <= threshold` (LightGBM, scikit-learn).
        case lessOrEqual = 1
    }

    /// Width to which inputs are rounded before they are compared.
    public var inputWidth: Width
    /// Width of the thresholds; inputs are widened to it.
    public var thresholdWidth: Width
    /// Width of leaf values and of the running sum, which goes in tree order from the base score.
    public var sumWidth: Width
    public var comparison: Comparison

    public init(inputWidth: Width, thresholdWidth: Width, sumWidth: Width, comparison: Comparison) {
        self.inputWidth = inputWidth
        self.thresholdWidth = thresholdWidth
        self.sumWidth = sumWidth
        self.comparison = comparison
    }

    /// What `train` emits: XGBoost's, float32 throughout and `<`.
    public static let espalier = Arithmetic(
        inputWidth: .float32, thresholdWidth: .float32, sumWidth: .float32, comparison: .less)
}
