extension BinaryEvaluation {
    var rowCount: Int { trueNegatives + falsePositives + falseNegatives + truePositives }

    /// Confusion, ROC, calibration and probabilities by class: those that there are numbers for.
    func charts(rocAUC: Double?) -> [any Chart] {
        var charts: [any Chart] = []
        if rowCount > 0 { charts.append(confusionChart) }
        if !roc.isEmpty { charts.append(rocChart(rocAUC)) }
        if !calibration.isEmpty { charts.append(calibrationChart) }
        if let negativeProbabilities, let positiveProbabilities {
            charts.append(probabilityChart(negativeProbabilities, positiveProbabilities))
        }
        return charts
    }

    private var positiveName: String { ReportLimits.shortened(positiveClass) }
    private var negativeName: String { ReportLimits.shortened(negativeClass) }
    private var thresholdText: String { NumberText.significant(threshold) }

    private var confusionChart: MatrixChart {
        let right = Double(trueNegatives + truePositives) / Double(max(rowCount, 1))
        return MatrixChart(
            title: "Confusion matrix",
            summary: "\(positiveName) is predicted from a probability of \(thresholdText) on; \(NumberText.percent(right)) of"
                + " \(NumberText.count(rowCount)) \(split) rows are predicted rightly. Percentages are of the row.",
            rowTitle: "Actual", columnTitle: "Predicted", rowNames: [negativeClass, positiveClass],
            columnNames: [negativeClass, positiveClass],
            counts: [[trueNegatives, falsePositives], [falseNegatives, truePositives]], framedDiagonalCount: 2)
    }

    private func rocChart(_ rocAUC: Double?) -> LineChart {
        let falsePositiveRate = Double(falsePositives) / Double(max(falsePositives + trueNegatives, 1))
        let truePositiveRate = Double(truePositives) / Double(max(truePositives + falseNegatives, 1))
        var summary =
            "How much of \(positiveName) is found against how much of \(negativeName) is taken for it, over all thresholds."
        if let rocAUC { summary += " The area under the curve is \(NumberText.significant(rocAUC))." }
        let markers = [
            LineChart.Marker(point: Point(x: falsePositiveRate, y: truePositiveRate), name: "threshold \(thresholdText)")
        ]
        return LineChart(
            title: "ROC curve", summary: summary,
            xAxis: ChartAxis(title: "False positive rate", bounds: 0...1),
            yAxis: ChartAxis(title: "True positive rate", bounds: 0...1),
            series: [LineChart.Series(name: "model", points: roc)], guides: [.diagonal("chance")],
            markers: rowCount > 0 ? markers : [], height: 400)
    }

    private var calibrationChart: LineChart {
        let points = calibration.map { Point(x: $0.meanProbability, y: $0.positiveShare) }
        let intervals = calibration.map { Self.wilsonInterval(share: $0.positiveShare, rowCount: $0.rowCount) }
        return LineChart(
            title: "Calibration",
            summary:
                "Share of \(positiveName) among rows of like probability. On the dotted line a probability means what it says;"
                + " upright bars are 95% intervals.",
            xAxis: ChartAxis(title: "Mean predicted probability", bounds: 0...1),
            yAxis: ChartAxis(title: "Share of \(positiveName)", bounds: 0...1),
            series: [LineChart.Series(name: "model", points: points, style: .lineAndPoints, intervals: intervals)],
            guides: [.diagonal("perfect")], height: 400)
    }

    private func probabilityChart(_ negative: BinnedCounts, _ positive: BinnedCounts) -> HistogramChart {
        HistogramChart(
            title: "Predicted probability by class",
            summary:
                "Probability of \(positiveName) given to the rows of each class. The less the two overlap, the better the model"
                + " separates them.",
            xAxis: ChartAxis(title: "Probability of \(positiveName)", bounds: 0...1),
            series: [
                HistogramChart.Series(name: negativeClass, counts: negative),
                HistogramChart.Series(name: positiveClass, counts: positive),
            ],
            guides: [.vertical(x: threshold, "threshold \(thresholdText)")], isShare: true, height: 400)
    }

    /// The 95% interval of a share. Source: Wilson, "Probable inference", JASA 22, 1927.
    package static func wilsonInterval(share: Double, rowCount: Int) -> ClosedRange<Double>? {
        guard rowCount > 0, share >= 0, share <= 1 else { return nil }
        let count = Double(rowCount)
        // The normal distribution's 97.5th percentile.
        let z = 1.959964
        let center = (share + z * z / (2 * count)) / (1 + z * z / count)
        let margin = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
        return max(center - margin, 0)...min(center + margin, 1)
    }
}
