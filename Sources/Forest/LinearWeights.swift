/// What a linear model has in the place of trees (XGBoost's gblinear).
///
/// A row's sum starts as that of trees does; then, for each feature in order whose input is not NaN, `input * weight` is added to every
/// output. The input is rounded to the input width and then to the sum width, and product and sum are each rounded to the sum width,
/// never fused.
public struct LinearWeights: Sendable, Equatable {
    /// `weights[feature * outputCount + output]`; finite and representable in the arithmetic's sum width.
    public var weights: [Double]

    public init(weights: [Double]) { self.weights = weights }
}
