/// How a model of a number did on one part of the data.
public struct RegressionEvaluation: Sendable, Equatable {
    /// `validation` or `training`.
    public var split: String
    /// Of actual minus predicted.
    public var residuals: BinnedCounts?
    /// Actual (x) against predicted (y).
    public var density: DensityGrid?

    static let residualBinCount = 40

    public init(split: String, residuals: BinnedCounts?, density: DensityGrid?) {
        self.split = split
        self.residuals = residuals
        self.density = density
    }

    /// Bins from the rows themselves. Rows with a value that is not finite are left out; of arrays of unequal length the common
    /// part is read. From 200 rows on the rarest half percent at each end lies outside the pictures and is counted. O(n log n).
    public init(split: String, predicted: [Double], actual: [Double]) {
        let points = zip(actual, predicted).map { Point(x: $0, y: $1) }.filter(\.isFinite)
        let differences = points.map { $0.x - $0.y }
        var residuals: BinnedCounts?
        if let bounds = BinnedCounts.typicalBounds(of: differences) {
            residuals = BinnedCounts(of: differences, bounds: bounds, binCount: Self.residualBinCount)
        }
        var density: DensityGrid?
        if let x = BinnedCounts.typicalBounds(of: points.lazy.map(\.x)),
            let y = BinnedCounts.typicalBounds(of: points.lazy.map(\.y))
        {
            let bounds = min(x.lowerBound, y.lowerBound)...max(x.upperBound, y.upperBound)
            density = DensityGrid(of: points, xBounds: bounds, yBounds: bounds)
        }
        self.init(split: split, residuals: residuals, density: density)
    }

    /// Predicted against actual, and the residuals: those that there are numbers for.
    func charts(targetName: String) -> [any Chart] {
        var charts: [any Chart] = []
        let target = ReportLimits.shortened(targetName)
        if let density {
            let total = density.counts.reduce(density.outsideCount, +)
            charts.append(
                DensityChart(
                    title: "Predicted against actual",
                    summary:
                        "Each of \(NumberText.count(total)) \(split) rows by its actual and its predicted value; the colour is"
                        + " stronger where there are more.\(Self.outside(density.outsideCount))",
                    xAxis: ChartAxis(title: "Actual \(target)"), yAxis: ChartAxis(title: "Predicted \(target)"), grid: density,
                    identityName: "predicted = actual"))
        }
        if let residuals {
            charts.append(
                HistogramChart(
                    title: "Residuals",
                    summary: "Actual minus predicted; centred on zero when the model is not biased."
                        + Self.outside(residuals.belowCount + residuals.aboveCount),
                    xAxis: ChartAxis(title: "Actual \u{2212} predicted"),
                    series: [HistogramChart.Series(name: "Rows", counts: residuals)], guides: [.vertical(x: 0, "")],
                    height: 400))
        }
        return charts
    }

    private static func outside(_ count: Int) -> String {
        switch count {
        case ...0: ""
        case 1: " 1 row lies outside the picture."
        default: " \(NumberText.count(count)) rows lie outside the picture."
        }
    }
}
