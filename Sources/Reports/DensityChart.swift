/// Many points as a heat map: the more of them in a cell, the stronger its colour. For predicted against actual values.
public struct DensityChart: Chart {
    public var title: String
    public var summary: String
    public var xAxis: ChartAxis
    public var yAxis: ChartAxis
    public var grid: DensityGrid
    /// Draw the line y = x, where right predictions lie, with this name.
    public var identityName: String?
    public var width: Double
    public var height: Double

    /// The palest cell that holds a point.
    private static let opacityMin = 0.12

    public init(
        title: String, summary: String, xAxis: ChartAxis, yAxis: ChartAxis, grid: DensityGrid, identityName: String? = nil,
        width: Double = 486, height: Double = 400
    ) {
        self.title = title
        self.summary = summary
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.grid = grid
        self.identityName = identityName
        self.width = width
        self.height = height
    }

    public func svg() -> HTMLWriter {
        var canvas = SVGCanvas(width: width, height: height)
        var boundedX = xAxis
        var boundedY = yAxis
        boundedX.bounds = grid.xBounds
        boundedY.bounds = grid.yBounds
        var legend: [PlotFrame.LegendEntry] = []
        if let identityName { legend.append(PlotFrame.LegendEntry(sample: .line("guide over"), text: identityName)) }
        let frame = PlotFrame(
            width: width, height: height, xAxis: boundedX, yAxis: boundedY, xValues: [Double](), yValues: [Double](),
            legend: legend)
        frame.draw(on: &canvas)
        drawCells(in: frame, on: &canvas)
        let low = max(grid.xBounds.lowerBound, grid.yBounds.lowerBound)
        let high = min(grid.xBounds.upperBound, grid.yBounds.upperBound)
        if identityName != nil, low < high {
            canvas.line(
                from: Point(x: frame.x(low), y: frame.y(low)), to: Point(x: frame.x(high), y: frame.y(high)), class: "guide over")
        }
        return canvas.svg(title: title, summary: summary)
    }

    /// One row per column of cells that holds a point: how many, and their mean y, taken from the cells' middles.
    public func table() -> HTMLTable? {
        let x = LinearScale(domain: 0...Double(grid.columnCount), start: grid.xBounds.lowerBound, end: grid.xBounds.upperBound)
        let y = LinearScale(domain: 0...Double(grid.rowCount), start: grid.yBounds.lowerBound, end: grid.yBounds.upperBound)
        let rows: [[HTMLTable.Cell]] = (0..<grid.columnCount).compactMap { column in
            let counts = (0..<grid.rowCount).map { Double(grid.counts[$0 * grid.columnCount + column]) }
            let count = counts.reduce(0, +)
            guard count > 0 else { return nil }
            let mean = counts.indices.reduce(0) { $0 + counts[$1] / count * y(Double($1) + 0.5) }
            return [.number(x(Double(column))), .number(x(Double(column + 1))), .count(Int(count)), .number(mean)]
        }
        guard !rows.isEmpty else { return nil }
        return HTMLTable(columns: ["\(xAxis.title) from", "to", "Rows", "Mean \(yAxis.title)"], rows: rows)
    }

    private func drawCells(in frame: PlotFrame, on canvas: inout SVGCanvas) {
        // Square roots, so that sparse cells stay visible beside crowded ones.
        let highest = Double(grid.counts.max() ?? 0).squareRoot()
        guard highest > 0 else { return }
        let cellWidth = (frame.x.end - frame.x.start) / Double(grid.columnCount)
        let cellHeight = (frame.y.start - frame.y.end) / Double(grid.rowCount)
        for (index, count) in grid.counts.enumerated() where count > 0 {
            let (row, column) = index.quotientAndRemainder(dividingBy: grid.columnCount)
            let share = Double(count).squareRoot() / highest
            canvas.rectangle(
                x: frame.x.start + Double(column) * cellWidth, y: frame.y.start - Double(row + 1) * cellHeight, width: cellWidth,
                height: cellHeight, class: "fill-0", opacity: Self.opacityMin + (1 - Self.opacityMin) * share)
        }
    }
}
