/// What a person wants to see of a scored table: how its columns and predictions are spread, beside those that the model was trained on.
///
/// Plain values in, one page out. Equal reports give equal bytes; throughput and dates are the caller's facts.
public struct ScoringReport: Sendable, Equatable {
    /// One column, or the prediction.
    public struct Column: Sendable, Equatable {
        public var name: String
        /// Texts of the bins: ranges or categories.
        public var bins: [String]
        public var counts: [Int]
        /// Of the training data; nil where it is not known.
        public var baselineCounts: [Int]?
        public var missingShare: Double
        public var baselineMissingShare: Double?
        /// Population stability index against the baseline.
        public var stability: Double?

        public init(
            name: String, bins: [String], counts: [Int], baselineCounts: [Int]?, missingShare: Double,
            baselineMissingShare: Double?, stability: Double?
        ) {
            self.name = name
            self.bins = bins
            self.counts = counts
            self.baselineCounts = baselineCounts
            self.missingShare = missingShare
            self.baselineMissingShare = baselineMissingShare
            self.stability = stability
        }
    }

    public var modelName: String
    public var version: Int
    public var keyFigures: [(name: String, value: String, note: String)] {
        figures.map { ($0.name, $0.value, $0.note) }
    }
    public var figures: [Figure]
    public var warnings: [String]
    public var predictions: [Column]
    public var features: [Column]
    /// Violations of the contract: kind, feature, rows.
    public var violations: [Violation]
    public var facts: [TrainingReport.Fact]

    public struct Figure: Sendable, Equatable {
        public var name: String
        public var value: String
        public var note: String
        public init(_ name: String, _ value: String, note: String = "") {
            self.name = name
            self.value = value
            self.note = note
        }
    }

    public struct Violation: Sendable, Equatable {
        public var kind: String
        public var feature: String
        public var rowCount: Int
        public init(kind: String, feature: String, rowCount: Int) {
            self.kind = kind
            self.feature = feature
            self.rowCount = rowCount
        }
    }

    public init(
        modelName: String, version: Int, figures: [Figure], warnings: [String], predictions: [Column], features: [Column],
        violations: [Violation], facts: [TrainingReport.Fact]
    ) {
        self.modelName = modelName
        self.version = version
        self.figures = figures
        self.warnings = warnings
        self.predictions = predictions
        self.features = features
        self.violations = violations
        self.facts = facts
    }

    /// The page, UTF-8.
    public func html() -> [UInt8] {
        var page = HTMLPage(title: "\(ReportLimits.shortened(modelName)) version \(version): scoring report")
        page.header(
            kind: "Scoring report", heading: modelName, qualifier: "version \(version)",
            detail: "What was scored, beside what the model was trained on.")
        page.keyFigures(keyFigures)
        page.warnings(warnings)
        addPredictions(to: &page)
        addFeatures(to: &page)
        addViolations(to: &page)
        if !facts.isEmpty {
            page.section("The run") { section in
                section.table(
                    HTMLTable(
                        columns: [],
                        rows: facts.prefix(ReportLimits.factsMax).map { [.text(ReportLimits.shortened($0.name)), $0.value] }))
            }
        }
        return page.bytes()
    }

    private static let explanation =
        "PSI is the population stability index against the baseline: below 0.1 little has changed, from 0.25 on the table is another "
        + "population."

    private func addPredictions(to page: inout HTMLPage) {
        guard !predictions.isEmpty else { return }
        page.section("Predictions") { section in
            for column in predictions { Self.add(column, to: &section) }
        }
    }

    /// The bins with their shares, those of the baseline beside them.
    private static func add(_ column: Column, to section: inout HTMLSection) {
        let shown = min(column.bins.count, ReportLimits.classesMax)
        let total = max(column.counts.reduce(0, +), 1)
        let baselineTotal = max(column.baselineCounts?.reduce(0, +) ?? 0, 1)
        let shares = column.counts.map { Double($0) / Double(total) }
        let baseline = column.baselineCounts?.map { Double($0) / Double(baselineTotal) }
        let scale = max(shares.max() ?? 0, baseline?.max() ?? 0)
        let rows = (0..<shown).map { bin -> [HTMLTable.Cell] in
            var row: [HTMLTable.Cell] = [
                .text(ReportLimits.shortened(column.bins[bin])), .count(column.counts[bin]),
                .bar(share: shares[bin], scale: scale),
            ]
            if let baseline { row.append(.bar(share: baseline[bin], scale: scale)) }
            return row
        }
        let left = column.bins.count - shown
        section.paragraph(
            ReportLimits.shortened(column.name)
                + (column.stability.map { ": PSI \(NumberText.significant($0))" } ?? ""))
        section.table(
            HTMLTable(
                columns: ["", "Rows", "Share"] + (baseline == nil ? [] : ["Baseline"]), rows: rows,
                note: left > 0 ? "\(NumberText.count(left)) more are not shown." : ""))
    }

    /// Features by falling PSI; without a baseline in their own order.
    private var ranked: [Column] {
        features.indices.sorted { (features[$1].stability ?? -1, $0) < (features[$0].stability ?? -1, $1) }.map { features[$0] }
    }

    private func addFeatures(to page: inout HTMLPage) {
        guard !features.isEmpty else { return }
        let hasBaseline = features.contains { $0.baselineCounts != nil }
        let rows = ranked.prefix(ReportLimits.featuresMax).map { column -> [HTMLTable.Cell] in
            var row: [HTMLTable.Cell] = [.text(ReportLimits.shortened(column.name))]
            if hasBaseline { row.append(column.stability.map { .number($0) } ?? .blank) }
            row.append(.sparkline(Self.sparkline(column.counts, "scored rows by bin")))
            if hasBaseline {
                row.append(column.baselineCounts.map { .sparkline(Self.sparkline($0, "training rows by bin")) } ?? .blank)
            }
            row.append(.percent(column.missingShare))
            if hasBaseline { row.append(column.baselineMissingShare.map { .percent($0) } ?? .blank) }
            return row
        }
        let columns =
            hasBaseline ? ["Feature", "PSI", "Scored", "Baseline", "Missing", "Missing then"] : ["Feature", "Scored", "Missing"]
        let left = features.count - rows.count
        page.section(features.count == 1 ? "1 feature" : "\(NumberText.count(features.count)) features") { section in
            if hasBaseline { section.paragraph(Self.explanation) }
            section.table(
                HTMLTable(columns: columns, rows: rows, note: left > 0 ? "\(NumberText.count(left)) more are not shown." : ""))
            for column in ranked.prefix(Self.detailedFeaturesMax) where (column.stability ?? 0) >= Self.noticeableStability {
                Self.add(column, to: &section)
            }
        }
    }

    /// Features that moved are shown bin by bin, the farthest first.
    private static let detailedFeaturesMax = 10
    private static let noticeableStability = 0.1

    private static func sparkline(_ counts: [Int], _ title: String) -> Sparkline {
        Sparkline(title: title, heights: counts.prefix(ReportLimits.densityCellsMax).map(Double.init), isCategorical: true)
    }

    private func addViolations(to page: inout HTMLPage) {
        page.section("Contract violations") { section in
            guard !violations.isEmpty else { return section.paragraph("None.") }
            let shown = violations.prefix(ReportLimits.featuresMax)
            section.table(
                HTMLTable(
                    columns: ["Violation", "Feature", "Rows"],
                    rows: shown.map { [.code($0.kind), .text(ReportLimits.shortened($0.feature)), .count($0.rowCount)] },
                    note: violations.count > shown.count
                        ? "\(NumberText.count(violations.count - shown.count)) more are not shown." : ""))
        }
    }
}
