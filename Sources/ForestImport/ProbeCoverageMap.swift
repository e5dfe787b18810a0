public import Forest

/// Which splits of a forest met which values in the rows that were compared: how much a comparison can say.
public struct ProbeCoverageMap {
    private var coverage: ProbeCoverage
    private let isNarrow: Bool

    public init(_ forest: FlatForest) {
        coverage = ProbeCoverage(ProbeForest(forest))
        isNarrow = forest.arithmetic.inputWidth == .float32
    }

    /// Takes a row of `featureCount` values, NaN for missing.
    public mutating func mark(_ values: [Double]) { coverage.mark(isNarrow ? values.map { Double(Float($0)) } : values) }

    /// Pairs of a split and a value that a row brought together, and all pairs, by kind.
    public func counts() -> [(kind: ProbeKind, metCount: Int, count: Int)] { coverage.counts() }
}
