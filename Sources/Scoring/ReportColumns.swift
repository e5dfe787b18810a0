public import Bundles
public import Reports
internal import Statistics
internal import Tabular

/// What was counted during a run, put beside the baseline, as the report's columns.
public struct ReportColumns {
    private let manifest: Manifest
    private let baseline: Baseline?
    private let bins: DistributionBins
    private let counts: [Int]

    public init(_ manifest: Manifest, _ baseline: Baseline?, _ counts: DistributionCounts) {
        self.manifest = manifest
        self.baseline = baseline
        bins = counts.bins
        self.counts = counts.counts
    }

    public var features: [ScoringReport.Column] {
        manifest.contract.features.indices.map { feature in
            let start = bins.starts[feature]
            let end = feature + 1 < bins.starts.count ? bins.starts[feature + 1] : bins.predictionStart
            let binCounts = Array(counts[(start + 1)..<end])
            let rowCount = binCounts.reduce(counts[start], +)
            let then = baseline?.features[feature]
            return column(
                manifest.contract.features[feature].name,
                names: DistributionBins.categories(manifest.contract.features[feature]) ?? Self.ranges(bins.edges[feature]),
                binCounts, then.map { Self.counts($0.distribution) },
                missingShare: rowCount == 0 ? 0 : Double(counts[start]) / Double(rowCount), then?.missingShare)
        }
    }

    /// The prediction's value or probability, then the classes.
    public var predictions: [ScoringReport.Column] {
        let values = Array(counts[bins.predictionStart..<bins.classStart])
        let name =
            switch manifest.target.task {
            case .regression: "predicted value"
            case .binary: "probability of the positive class"
            case .multiclass: "largest class probability"
            }
        var columns = [
            column(
                name, names: Self.ranges(bins.edges.last ?? []), values,
                baseline.map { Self.counts($0.prediction.distribution) }, missingShare: 0, nil)
        ]
        if !manifest.target.classes.isEmpty {
            columns.append(
                column(
                    "predicted class", names: manifest.target.classes, Array(counts[bins.classStart...]),
                    baseline?.prediction.classCounts, missingShare: 0, nil))
        }
        return columns
    }

    /// Sentences on what has moved far.
    public var warnings: [String] {
        (predictions + features).compactMap { column in
            guard let stability = column.stability, stability >= PopulationStability.large else { return nil }
            return
                "\(column.name): the population stability index against the baseline is \((stability * 1000).rounded() / 1000), "
                + "from \(PopulationStability.large) on another population."
        }
    }

    private func column(
        _ name: String, names: [String], _ counts: [Int], _ then: [Int]?, missingShare: Double, _ missingThen: Double?
    ) -> ScoringReport.Column {
        let comparable = then.flatMap { $0.count == counts.count ? $0 : nil }
        return ScoringReport.Column(
            name: name, bins: names, counts: counts, baselineCounts: comparable, missingShare: missingShare,
            baselineMissingShare: missingThen,
            stability: comparable.flatMap { PopulationStability.index(expected: $0, actual: counts) })
    }

    private static func counts(_ distribution: Baseline.Distribution) -> [Int] {
        switch distribution {
        case .quantiles(_, let counts), .categories(_, let counts): counts
        }
    }

    private static func ranges(_ edges: [Double]) -> [String] {
        guard let first = edges.first, let last = edges.last else { return ["all"] }
        let inner = zip(edges, edges.dropFirst()).map { "\(number($0)) to \(number($1))" }
        return ["below \(number(first))"] + inner + ["from \(number(last))"]
    }

    private static func number(_ value: Double) -> String { NumberText.significant(value) }
}
