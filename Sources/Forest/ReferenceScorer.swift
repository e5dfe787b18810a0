/// The oracle: slow, obvious, node by node over the rich ensemble. Every kernel must give its bits.
public struct ReferenceScorer: Sendable {
    public let ensemble: TreeEnsemble

    public init(_ ensemble: TreeEnsemble) { self.ensemble = ensemble }

    /// One margin per output for one row (NaN is missing).
    public func margins(_ row: [Double]) -> [Double] { fatalError() }

    /// One prediction per output for one row.
    public func predictions(_ row: [Double]) -> [Double] { fatalError() }
}
