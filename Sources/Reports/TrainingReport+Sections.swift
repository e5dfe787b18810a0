extension TrainingReport {
    /// Splits that the table of metrics has columns for.
    private static let splitsMax = 8

    var sentence: String {
        let target = ReportLimits.shortened(targetName)
        return switch task {
        case .binary: "Predicts \(target), one of two classes."
        case .multiclass: "Predicts \(target), one of several classes."
        case .regression: "Predicts \(target), a number."
        }
    }

    /// The split that a reader should judge by: validation, else the last.
    private var judged: SplitMetrics? { splits.first { $0.split == "validation" } ?? splits.last }

    var keyFigures: [(name: String, value: String, note: String)] {
        guard let judged else { return [] }
        return MetricName.key(for: task).compactMap { metric in
            guard let value = judged.value(metric.rawValue) else { return nil }
            var note = judged.split
            if let training = splits.first(where: { $0.split == "training" }), training != judged,
                let other = training.value(metric.rawValue)
            {
                note += " \u{B7} training\u{A0}\(NumberText.significant(other, isPadded: true))"
            }
            return (metric.title, NumberText.significant(value, isPadded: true), ReportLimits.shortened(note))
        }
    }

    func addMetrics(to page: inout HTMLPage) {
        let splits = splits.prefix(Self.splitsMax)
        let given = splits.flatMap { $0.metrics.map(\.name) }
        let known = MetricName.allCases.map(\.rawValue)
        var others: [String] = []
        for name in given where !known.contains(name) && !others.contains(name) && others.count < ReportLimits.factsMax {
            others.append(name)
        }
        let names = known.filter(given.contains) + others
        guard !names.isEmpty else { return }
        var rows: [[HTMLTable.Cell]] = names.map { name in
            let values = splits.map { $0.value(name).map { HTMLTable.Cell.number($0) } ?? .blank }
            return [.code(ReportLimits.shortened(name))] + values + [.text(MetricName(rawValue: name)?.explanation ?? "")]
        }
        rows.append([.text("rows")] + splits.map { .count($0.rowCount) } + [.blank])
        var note = ""
        if let positive = splits.compactMap(\.positiveClass).first {
            note = "Precision, recall, F1 and ROC AUC are about the class \(ReportLimits.shortened(positive))."
        } else if task == .multiclass, names.contains(where: ["precision", "recall", "f1"].contains) {
            note = "Precision, recall and F1 are plain means over the classes."
        }
        page.section("Metrics") { section in
            section.table(
                HTMLTable(
                    columns: ["Metric"] + splits.map { ReportLimits.shortened($0.split) } + ["Meaning"], rows: rows, note: note))
        }
    }

    func addEvaluation(to page: inout HTMLPage) {
        if let binary {
            let charts = binary.charts(rocAUC: splits.first { $0.split == binary.split }?.value("roc_auc"))
            addCharts(charts, "Predictions on the \(binary.split) data", to: &page)
        }
        if let multiclass, let confusion = multiclass.confusionChart, let classes = multiclass.classTable {
            page.section("Predictions on the \(ReportLimits.shortened(multiclass.split)) data") { section in
                section.charts([confusion], isWide: true)
                section.table(classes)
            }
        }
        if let regression {
            addCharts(
                regression.charts(targetName: targetName), "Predictions on the \(regression.split) data", to: &page)
        }
    }

    private func addCharts(_ charts: [any Chart], _ heading: String, to page: inout HTMLPage) {
        guard !charts.isEmpty else { return }
        page.section(ReportLimits.shortened(heading)) { $0.charts(charts) }
    }

    func addLearningCurve(to page: inout HTMLPage) {
        guard let chart = learningCurve?.chart else { return }
        page.section("Training") { $0.charts([chart], isWide: true) }
    }

    /// Features by falling importance, equal ones in their own order; without importances in their own order.
    private var ranked: [FeatureSummary] {
        let importances = features.map { $0.importance.map { $0.isFinite ? $0 : 0 } ?? 0 }
        return features.indices.sorted { (importances[$1], $0) < (importances[$0], $1) }.map { features[$0] }
    }

    func addImportances(to page: inout HTMLPage) {
        let important = ranked.filter { ($0.importance ?? 0) > 0 }
        guard !important.isEmpty else { return }
        var bars = important.prefix(ReportLimits.importanceBarsMax).map {
            BarChart.Bar(name: $0.name, value: $0.importance ?? 0)
        }
        let rest = important.dropFirst(bars.count)
        if !rest.isEmpty {
            let name = rest.count == 1 ? "1 other feature" : "\(NumberText.count(rest.count)) other features"
            bars.append(BarChart.Bar(name: name, value: rest.reduce(0) { $0 + ($1.importance ?? 0) }, isSecondary: true))
        }
        let unusedCount = features.count { $0.importance == 0 }
        var summary = "Share of the total gain, by which the splits on each feature lowered the training loss."
        if unusedCount == 1 { summary += " 1 feature is not used." }
        if unusedCount > 1 { summary += " \(NumberText.count(unusedCount)) features are not used." }
        let chart = BarChart(
            title: "Feature importance", summary: summary, valueTitle: "Share of gain", bars: bars, isPercent: true)
        page.section("What the model looks at") { $0.charts([chart], isWide: true) }
    }

    func addFeatures(to page: inout HTMLPage) {
        guard !features.isEmpty else { return }
        let shown = ranked.prefix(ReportLimits.featuresMax)
        let hasImportance = features.contains { $0.importance != nil }
        let hasDistribution = shown.contains { $0.sparkline != nil }
        let scale = shown.compactMap(\.importance).filter(\.isFinite).max() ?? 0
        let rows = shown.map { feature in
            var row: [HTMLTable.Cell] = [
                .text(ReportLimits.shortened(feature.name)), .text(Self.type(feature.kind)), .text(Self.range(feature.kind)),
            ]
            if hasDistribution { row.append(feature.sparkline.map { .sparkline($0) } ?? .blank) }
            row.append(.percent(feature.missingShare))
            if hasImportance { row.append(feature.importance.map { .bar(share: $0, scale: scale) } ?? .blank) }
            return row
        }
        let columns =
            ["Feature", "Type", "Range"] + (hasDistribution ? ["Distribution"] : []) + ["Missing"]
            + (hasImportance ? ["Importance"] : [])
        let left = features.count - shown.count
        let note = left > 0 ? "\(NumberText.count(left)) more features are not shown." : ""
        page.section(features.count == 1 ? "1 feature" : "\(NumberText.count(features.count)) features") { section in
            section.table(HTMLTable(columns: columns, rows: rows, note: note))
        }
    }

    private static func type(_ kind: FeatureSummary.Kind) -> String {
        switch kind {
        case .numeric: "numeric"
        case .categorical: "categorical"
        }
    }

    private static func range(_ kind: FeatureSummary.Kind) -> String {
        switch kind {
        case .numeric(let minimum, let maximum): "\(NumberText.significant(minimum)) to \(NumberText.significant(maximum))"
        case .categorical(1): "1 category"
        case .categorical(let count): "\(NumberText.count(count)) categories"
        }
    }

    func addFacts(to page: inout HTMLPage) {
        guard !facts.isEmpty else { return }
        let shown = facts.prefix(ReportLimits.factsMax)
        let left = facts.count - shown.count
        page.section("Model and data") { section in
            section.table(
                HTMLTable(
                    columns: [], rows: shown.map { [.text(ReportLimits.shortened($0.name)), $0.value] },
                    note: left > 0 ? "\(NumberText.count(left)) more are not shown." : ""))
        }
    }
}
