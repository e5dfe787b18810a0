/// A grid of counts with named rows and columns, each cell shaded by its share of its row: a confusion matrix.
public struct MatrixChart: Chart {
    public var title: String
    public var summary: String
    public var rowTitle: String
    public var columnTitle: String
    public var rowNames: [String]
    public var columnNames: [String]
    /// `counts[row][column]`; what is absent counts as 0.
    public var counts: [[Int]]
    /// So many of the first cells whose row and column have the same index are framed: the right answers.
    public var framedDiagonalCount: Int

    private static let nameWidthMax = 150.0
    private static let fontSize = 12.0
    private static let smallFontSize = 9.0
    /// The darkest shade still leaves text on it readable in both color schemes.
    private static let opacityMax = 0.7

    public init(
        title: String, summary: String, rowTitle: String, columnTitle: String, rowNames: [String], columnNames: [String],
        counts: [[Int]], framedDiagonalCount: Int = 0
    ) {
        self.title = title
        self.summary = summary
        self.rowTitle = rowTitle
        self.columnTitle = columnTitle
        self.rowNames = Array(rowNames.prefix(ReportLimits.densityCellsMax))
        self.columnNames = Array(columnNames.prefix(ReportLimits.densityCellsMax))
        self.counts = counts
        self.framedDiagonalCount = framedDiagonalCount
    }

    public func svg() -> HTMLWriter {
        let size = cellSize
        let names = rowNames.map { Self.fit($0) }
        let columnLabels = columnNames.map { Self.fit($0) }
        let widest = columnLabels.map { TextWidth.estimate($0, fontSize: Self.fontSize) }.max() ?? 0
        let isSlanted = widest > size.width - 6
        let left = 30 + (names.map { TextWidth.estimate($0, fontSize: Self.fontSize) }.max() ?? 0) + 8
        let top = 28 + (isSlanted ? widest * 0.71 + 12 : 20)
        let right = 12 + (isSlanted ? widest * 0.71 : 0)
        let gridWidth = size.width * Double(columnNames.count)
        let gridHeight = size.height * Double(rowNames.count)
        var canvas = SVGCanvas(width: max(left + gridWidth + right, 240), height: top + gridHeight + 10)
        drawTitles(at: Point(x: left + gridWidth / 2, y: top + gridHeight / 2), on: &canvas)
        for (column, label) in columnLabels.enumerated() {
            let center = left + (Double(column) + 0.5) * size.width
            canvas.label(
                label, at: Point(x: center + (isSlanted ? 4 : 0), y: top - 8), class: "cell-name",
                anchor: isSlanted ? .start : .middle, rotatedBy: isSlanted ? -45 : 0, full: columnNames[column])
        }
        for (row, name) in names.enumerated() {
            let y = top + Double(row) * size.height
            canvas.label(
                name, at: Point(x: left - 8, y: y + size.height / 2 + 4), class: "cell-name", anchor: .end, full: rowNames[row])
            drawCells(row: row, at: Point(x: left, y: y), size: size, on: &canvas)
        }
        return canvas.svg(title: title, summary: summary)
    }

    public func table() -> HTMLTable? {
        HTMLTable(
            columns: ["\(rowTitle) \\ \(columnTitle)"] + columnNames.map { ReportLimits.shortened($0) },
            rows: rowNames.indices.map { row in
                [.text(ReportLimits.shortened(rowNames[row]))] + columnNames.indices.map { .count(count(row, $0)) }
            })
    }

    /// The titles centred on the grid, shortened to what the picture has room for.
    private func drawTitles(at center: Point, on canvas: inout SVGCanvas) {
        let width = 2 * min(center.x, canvas.width - center.x)
        let height = 2 * min(center.y, canvas.height - center.y)
        canvas.label(
            TextWidth.fit(columnTitle, width: width, fontSize: Self.fontSize), at: Point(x: center.x, y: 14), class: "axis-title",
            anchor: .middle, full: columnTitle)
        canvas.label(
            TextWidth.fit(rowTitle, width: height, fontSize: Self.fontSize), at: Point(x: 14, y: center.y), class: "axis-title",
            anchor: .middle, rotatedBy: -90, full: rowTitle)
    }

    private func count(_ row: Int, _ column: Int) -> Int {
        row < counts.count && column < counts[row].count ? counts[row][column] : 0
    }

    private var cellSize: (width: Double, height: Double, fontSize: Double) {
        switch max(rowNames.count, columnNames.count) {
        case ...2: (150, 96, 15)
        case 3: (110, 72, 15)
        case ...6: (76, 48, 12)
        case ...12: (54, 34, 11)
        default: (28, 24, Self.smallFontSize)
        }
    }

    private static func fit(_ name: String) -> String {
        TextWidth.fit(ReportLimits.shortened(name), width: nameWidthMax, fontSize: fontSize)
    }

    private func drawCells(
        row: Int, at origin: Point, size: (width: Double, height: Double, fontSize: Double), on canvas: inout SVGCanvas
    ) {
        let total = columnNames.indices.reduce(0.0) { $0 + Double(max(count(row, $1), 0)) }
        for column in columnNames.indices {
            let value = count(row, column)
            let share = total > 0 ? Double(max(value, 0)) / total : 0
            let x = origin.x + Double(column) * size.width
            let names = "\(ReportLimits.shortened(rowNames[row])) \u{2192} \(ReportLimits.shortened(columnNames[column]))"
            canvas.rectangle(
                x: x + 1, y: origin.y + 1, width: size.width - 2, height: size.height - 2,
                class: row == column && row < framedDiagonalCount ? "cell right" : "cell", opacity: share * Self.opacityMax,
                title: "\(names): \(NumberText.count(value)) (\(NumberText.percent(share)))")
            drawText(
                value, share: share, at: Point(x: x + size.width / 2, y: origin.y + size.height / 2), size: size, on: &canvas)
        }
    }

    /// The count, with its share under it where there is room; nothing where there is none (the title and the table have it).
    private func drawText(
        _ value: Int, share: Double, at center: Point, size: (width: Double, height: Double, fontSize: Double),
        on canvas: inout SVGCanvas
    ) {
        // In a large matrix the zeros would hide the mistakes.
        guard value != 0 || size.fontSize > Self.smallFontSize else { return }
        let room = size.width - 4
        let candidates = [NumberText.count(value), NumberText.compact(Double(value))]
        guard let text = candidates.first(where: { TextWidth.estimate($0, fontSize: size.fontSize) <= room }) else { return }
        let hasShare = size.height >= 48
        let name = size.fontSize >= 15 ? "cell-count large" : size.fontSize >= 11 ? "cell-count" : "cell-count small"
        canvas.label(text, at: Point(x: center.x, y: center.y + (hasShare ? 0 : 4)), class: name, anchor: .middle)
        if hasShare {
            canvas.label(
                NumberText.percent(share), at: Point(x: center.x, y: center.y + 16), class: "cell-share", anchor: .middle)
        }
    }
}
