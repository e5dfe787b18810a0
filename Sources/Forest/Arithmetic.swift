/// The arithmetic of a forest, which is part of the model: the same trees under another arithmetic are another model.
///
/// Each source framework has its own; the margin is equal to the source's bit for bit only under it. A row goes through a tree like
/// this: the input is rounded to `inputWidth`, the split's `MissingRule` is applied, then its test. The comparison itself is exact:
/// an input and a threshold of different widths are compared as the numbers that they are.
public struct Arithmetic: Sendable, Equatable {
    /// Width of inputs, thresholds, leaf values, sums. Codes are part of the file format.
    public enum Width: UInt8, Sendable, CaseIterable {
        case float32 = 0
        case float64 = 1

        /// Whether a number of this width can hold `value` unchanged (NaN never).
        public func represents(_ value: Double) -> Bool {
            switch self {
            case .float32: Double(Float(value)) == value
            case .float64: !value.isNaN
            }
        }
    }
    /// What sends a row to the left at a numeric split. Codes are part of the file format.
    public enum Comparison: UInt8, Sendable, CaseIterable {
        /// `x < threshold` (XGBoost, Espalier's trainer).
        case less = 0
        /// `x <= threshold` (LightGBM, scikit-learn, CatBoost).
        case lessOrEqual = 1
    }
    /// Which category a number between -1 and 0 is. Codes are part of the file format.
    public enum NegativeFraction: UInt8, Sendable, CaseIterable {
        /// Truncated toward zero, so category 0 (LightGBM, Espalier's trainer).
        case isCategoryZero = 0
        /// Negative, so no category at all (XGBoost).
        case isNoCategory = 1
    }

    /// Width to which inputs are rounded before they are compared.
    public var inputWidth: Width
    /// Width of the thresholds.
    public var thresholdWidth: Width
    /// Width of leaf values and of the running sum, which goes in tree order.
    public var sumWidth: Width
    public var comparison: Comparison
    public var negativeFraction: NegativeFraction

    public init(
        inputWidth: Width, thresholdWidth: Width, sumWidth: Width, comparison: Comparison,
        negativeFraction: NegativeFraction = .isCategoryZero
    ) {
        self.inputWidth = inputWidth
        self.thresholdWidth = thresholdWidth
        self.sumWidth = sumWidth
        self.comparison = comparison
        self.negativeFraction = negativeFraction
    }

    /// What `train` emits: float32 throughout and `<`.
    public static let espalier = Arithmetic(
        inputWidth: .float32, thresholdWidth: .float32, sumWidth: .float32, comparison: .less)
}
