/// How the leaves of a row become its margin.
///
/// Everything happens in the arithmetic's sum width and in this order: the sum starts from the base score (or from zero), the leaves
/// are added in tree order, the sum is multiplied by `scale`, divided by `divisor`, and the base score is added if it comes last.
public struct Aggregation: Sendable, Equatable {
    /// When the base score is added; the two orders differ in the last bits. Codes are part of the file format.
    public enum BaseScorePlace: UInt8, Sendable, CaseIterable {
        /// The sum starts from it (XGBoost, LightGBM, Espalier's trainer).
        case first = 0
        /// It is added to the scaled and divided sum (CatBoost, ONNX).
        case last = 1
    }

    public var baseScorePlace: BaseScorePlace
    /// Finite and not zero; CatBoost's scale.
    public var scale: Double
    /// Finite and not zero; the tree count of an averaged forest. Dividing is not the same as multiplying by the reciprocal.
    public var divisor: Double

    public init(baseScorePlace: BaseScorePlace = .first, scale: Double = 1, divisor: Double = 1) {
        self.baseScorePlace = baseScorePlace
        self.scale = scale
        self.divisor = divisor
    }

    /// Base score first, then the leaves, and no more.
    public static let sum = Aggregation()
}
