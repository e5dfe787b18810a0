import Reports
import Testing

struct ChartTests {
    static func page(_ chart: any Chart) throws -> Markup {
        var page = HTMLPage(title: "test")
        page.section("charts") { $0.charts([chart]) }
        return try Markup.read(page.bytes())
    }

    @Test(arguments: SampleCharts.ordinary.indices)
    func `a chart is a named picture with its numbers beside it`(index: Int) throws {
        let chart = SampleCharts.ordinary[index]
        let markup = try Self.page(chart)
        let picture = try #require(markup.elements(named: "svg").first)
        #expect(picture.attributes["role"] == "img")
        #expect(picture.attributes["aria-label"] == chart.title)
        #expect(markup.elements(named: "title").contains { $0.text == chart.title })
        #expect(chart.summary.isEmpty || markup.elements(named: "desc").contains { $0.text == chart.summary })
        #expect(markup.elements(named: "table").count == 1)
    }

    @Test(arguments: SampleCharts.degenerate.indices)
    func `the worst numbers and names make a picture, and nothing else`(index: Int) throws {
        let markup = try Self.page(SampleCharts.degenerate[index])
        #expect(markup.elements(named: "svg").count == 1)
        #expect(markup.elements(named: "script").isEmpty)
        for element in markup.elements {
            for name in ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "fill-opacity"] {
                guard let text = element.attributes[name], element.name != "meta" else { continue }
                let value = try #require(Double(text), "\(name)=\(text)")
                #expect(abs(value) <= 10_000, "\(element.name) \(name)=\(text)")
            }
        }
    }

    @Test(arguments: SampleCharts.ordinary.indices)
    func `every label lies within its picture, and ticks do not touch`(index: Int) throws {
        try checkLayout(SampleCharts.ordinary[index])
    }

    @Test(arguments: SampleCharts.degenerate.indices)
    func `the longest labels lie within their picture too`(index: Int) throws {
        try checkLayout(SampleCharts.degenerate[index])
    }

    private func checkLayout(_ chart: any Chart) throws {
        let markup = try Markup.read(chart.svg().bytes)
        let picture = try #require(markup.elements(named: "svg").first)
        let width = try #require(picture.attributes["width"].flatMap { Double($0) })
        let height = try #require(picture.attributes["height"].flatMap { Double($0) })
        var ends: [String: Double] = [:]
        for label in markup.elements(named: "text") where label.attributes["transform"] == nil {
            let size = label.attributes["class"] == "tick" ? 11.0 : label.attributes["class"] == "cell-count small" ? 9 : 12
            let length = TextWidth.estimate(label.ownText, fontSize: size)
            let x = try #require(label.attributes["x"].flatMap { Double($0) })
            let y = try #require(label.attributes["y"].flatMap { Double($0) })
            let start =
                label.attributes["text-anchor"] == "end"
                ? x - length : label.attributes["text-anchor"] == "middle" ? x - length / 2 : x
            #expect(start >= -1 && start + length <= width + 1, "\(label.ownText) at \(start) to \(start + length) of \(width)")
            #expect(y >= 8 && y <= height, "\(label.ownText) at \(y) of \(height)")
            if label.attributes["class"] == "tick", label.attributes["text-anchor"] == "middle" {
                let row = label.attributes["y"] ?? ""
                #expect(start > ends[row, default: -.infinity], "\(label.ownText) touches the tick before it")
                ends[row] = start + length
            }
        }
    }

    @Test func `a line of any length has at most the limit's points, first and last among them`() throws {
        let points = (0..<25_000).map { Point(x: Double($0), y: Double($0 % 7)) }
        let chart = LineChart(
            title: "t", summary: "", xAxis: ChartAxis(title: "x"), yAxis: ChartAxis(title: "y"),
            series: [LineChart.Series(name: "n", points: points)])
        let markup = try Self.page(chart)
        let path = try #require(markup.elements(named: "path").first?.attributes["d"])
        #expect(path.split { $0 == "M" || $0 == "L" }.count == ReportLimits.curvePointsMax)
        let cells = markup.elements(named: "th").filter { $0.attributes["scope"] == "row" }
        #expect(cells.count == ReportLimits.tableRowsMax)
        #expect(cells.first?.text == "0")
        #expect(cells.last?.text == "24,999")
    }

    @Test func `thinned indices rise from the first to the last`() {
        for (count, countMax) in [(0, 5), (1, 5), (5, 5), (6, 5), (1000, 2), (1001, 1000), (Int.max / 2, 7), (10, 1), (-1, 3)] {
            guard count < 10_000 || countMax < 100 else { continue }
            let indices = ReportLimits.thinned(count: count, to: countMax)
            #expect(zip(indices, indices.dropFirst()).allSatisfy { $0 < $1 })
            #expect(indices.first == (count > 0 ? 0 : nil))
            #expect(indices.last == (count > 0 ? count - 1 : nil))
            #expect(indices.count <= max(countMax, 1) || countMax <= 1)
        }
    }

    @Test func `a break in a line is a break in its path`() throws {
        let losses = [3, 2, .infinity, 1.5, .nan, 1]
        let points = losses.enumerated().map { Point(x: Double($0), y: $1) }
        let chart = LineChart(
            title: "t", summary: "", xAxis: ChartAxis(title: "x"), yAxis: ChartAxis(title: "y"),
            series: [LineChart.Series(name: "n", points: points)])
        let path = try #require(try Markup.read(chart.svg().bytes).elements(named: "path").first?.attributes["d"])
        #expect(path.filter { $0 == "M" }.count == 3)
    }

    @Test func `bins count every value once`() {
        let values: [Double] = [0, 0.05, 0.1, 0.99, 1, -0.1, 1.1, .nan, .infinity, -.infinity]
        let counts = BinnedCounts(of: values, bounds: 0...1, binCount: 10)
        #expect(counts.counts == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2])
        #expect(counts.belowCount == 2)
        #expect(counts.aboveCount == 2)
        #expect(counts.totalCount == 9)
        #expect(counts.edges.first == 0 && counts.edges.last == 1 && counts.edges.count == 11)
    }

    @Test func `more bins than a picture holds are merged without loss`() throws {
        let counts = BinnedCounts(edges: (0...1_003).map(Double.init), counts: [Int](repeating: 2, count: 1_003))
        let chart = HistogramChart(
            title: "t", summary: "", xAxis: ChartAxis(title: "x"), series: [HistogramChart.Series(name: "n", counts: counts)])
        let table = try #require(chart.table())
        #expect(table.rows.count <= ReportLimits.histogramBinsMax)
        let total = table.rows.reduce(0) { sum, row in if case .count(let count) = row[2] { sum + count } else { sum } }
        #expect(total == 2_006)
    }

    @Test func `a density grid counts a point in its cell`() {
        let points = [Point(x: 0, y: 0), Point(x: 1, y: 1), Point(x: 0.6, y: 0.4), Point(x: 2, y: 0), Point(x: .nan, y: 0)]
        let grid = DensityGrid(of: points, xBounds: 0...1, yBounds: 0...1, columnCount: 2, rowCount: 2)
        #expect(grid.counts == [1, 1, 0, 1])
        #expect(grid.outsideCount == 1)
        let chart = DensityChart(title: "", summary: "", xAxis: ChartAxis(title: "x"), yAxis: ChartAxis(title: "y"), grid: grid)
        #expect(
            chart.table()?.rows == [
                [.number(0), .number(0.5), .count(1), .number(0.25)], [.number(0.5), .number(1), .count(2), .number(0.5)],
            ])
    }
}
