import Reports

/// Charts of every kind, of ordinary numbers and of the worst ones.
enum SampleCharts {
    static let hostile =
        "\"><script>alert(1)</script> & 'a very long name that goes on and on and on and on and on and on and on'"
    /// Numbers that charts are likely to stumble over.
    static let worst: [Double] = [
        .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 0, -0.0, 1,
        1 + .ulpOfOne,
    ]

    static var ordinary: [any Chart] {
        let points = (0..<50).map { Point(x: Double($0), y: Double($0 * $0)) }
        let counts = BinnedCounts(of: (0..<1000).map { Double($0 % 97) }, bounds: 0...97, binCount: 20)
        let names = (0..<9).map { "class \($0)" }
        return [
            LineChart(
                title: "Line", summary: "A line.", xAxis: ChartAxis(title: "x"), yAxis: ChartAxis(title: "y"),
                series: [
                    LineChart.Series(name: "squares", points: points),
                    LineChart.Series(name: "dots", points: points, style: .points),
                ],
                guides: [.horizontal(y: 7, "seven"), .vertical(x: 3, "three")],
                markers: [LineChart.Marker(point: points[9], name: "nine")]),
            LineChart(
                title: "Whole", summary: "", xAxis: ChartAxis(title: "Round", isWhole: true),
                yAxis: ChartAxis(title: "Share", bounds: 0...1, isPercent: true),
                series: [
                    LineChart.Series(name: "one", points: [Point(x: 1, y: 0.5)], style: .lineAndPoints, intervals: [0.4...0.6])
                ],
                guides: [.diagonal("even")]),
            HistogramChart(
                title: "Histogram", summary: "Bars.", xAxis: ChartAxis(title: "value"),
                series: [HistogramChart.Series(name: "rows", counts: counts)]),
            HistogramChart(
                title: "Histograms", summary: "Outlines.", xAxis: ChartAxis(title: "value"),
                series: [
                    HistogramChart.Series(name: "first", counts: counts), HistogramChart.Series(name: "second", counts: counts),
                ], guides: [.vertical(x: 40, "middle")], isShare: true),
            BarChart(
                title: "Bars", summary: "", valueTitle: "value",
                bars: [BarChart.Bar(name: "a", value: 3), BarChart.Bar(name: "b", value: -1, isSecondary: true)]),
            MatrixChart(
                title: "Matrix", summary: "", rowTitle: "Actual", columnTitle: "Predicted", rowNames: names, columnNames: names,
                counts: (0..<9).map { row in (0..<9).map { row == $0 ? 40 : ($0 + row) % 3 } }, framedDiagonalCount: 9),
            DensityChart(
                title: "Density", summary: "", xAxis: ChartAxis(title: "x"), yAxis: ChartAxis(title: "y"),
                grid: DensityGrid(of: points, xBounds: 0...50, yBounds: 0...2500), identityName: "equal"),
        ]
    }

    static var degenerate: [any Chart] { lines + bins + rest }

    private static var lines: [any Chart] {
        let axis = ChartAxis(title: hostile)
        let everyPair = worst.flatMap { x in worst.map { Point(x: x, y: $0) } }
        var charts: [any Chart] = [[], [Point(x: .nan, y: .nan)], [Point(x: 4, y: 4)], everyPair].map { points in
            LineChart(
                title: hostile, summary: hostile, xAxis: axis, yAxis: axis,
                series: [LineChart.Series(name: hostile, points: points, style: .lineAndPoints)],
                markers: points.map { LineChart.Marker(point: $0, name: hostile) })
        }
        charts.append(LineChart(title: "", summary: "", xAxis: axis, yAxis: axis, series: []))
        for bounds in [0...0, -Double.infinity...Double.infinity, 3...3] {
            let fixed = ChartAxis(title: "", bounds: bounds, isPercent: true, isWhole: true)
            charts.append(
                LineChart(
                    title: "", summary: "", xAxis: fixed, yAxis: fixed, series: [LineChart.Series(name: "", points: everyPair)],
                    guides: worst.flatMap { [.vertical(x: $0, ""), .horizontal(y: $0, "")] }))
        }
        return charts
    }

    private static var bins: [any Chart] {
        let axis = ChartAxis(title: hostile)
        let counts = [
            BinnedCounts(edges: [], counts: []), BinnedCounts(edges: [1], counts: [5]), BinnedCounts(edges: [1, 1], counts: [5]),
            BinnedCounts(edges: [3, 2, 1], counts: [5, -5, 5]), BinnedCounts(edges: worst, counts: [1, 2, 3]),
            BinnedCounts(of: worst, bounds: -1...1, binCount: 0), BinnedCounts(of: [], bounds: 7...7, binCount: Int.max),
            BinnedCounts(of: worst, bounds: -.infinity ... .infinity, binCount: 3),
        ]
        return counts.flatMap { counts -> [any Chart] in
            let series = HistogramChart.Series(name: hostile, counts: counts)
            return [1, 2, 20].map {
                HistogramChart(
                    title: "", summary: "", xAxis: axis, series: [HistogramChart.Series](repeating: series, count: $0),
                    isShare: $0 > 1)
            }
        }
    }

    private static var rest: [any Chart] {
        let axis = ChartAxis(title: hostile)
        let many = [String](repeating: hostile, count: 500)
        let everyPair = worst.flatMap { x in worst.map { Point(x: x, y: $0) } }
        return [
            HistogramChart(title: "", summary: "", xAxis: axis, series: []),
            BarChart(title: "", summary: "", valueTitle: hostile, bars: []),
            BarChart(title: "", summary: "", valueTitle: "", bars: [BarChart.Bar(name: "", value: 0)]),
            BarChart(
                title: "", summary: "", valueTitle: "", bars: worst.map { BarChart.Bar(name: hostile, value: $0) },
                isPercent: true),
            BarChart(title: "", summary: "", valueTitle: "", bars: many.map { BarChart.Bar(name: $0, value: -1e308) }),
            MatrixChart(title: "", summary: "", rowTitle: "", columnTitle: "", rowNames: [], columnNames: [], counts: []),
            MatrixChart(title: "", summary: "", rowTitle: "", columnTitle: "", rowNames: ["a"], columnNames: [], counts: [[1]]),
            MatrixChart(
                title: "", summary: "", rowTitle: hostile, columnTitle: hostile, rowNames: [hostile, ""],
                columnNames: ["b", hostile],
                counts: [[-3], [], [1, 2, 3]], framedDiagonalCount: 9),
            MatrixChart(
                title: "", summary: "", rowTitle: "", columnTitle: "", rowNames: many, columnNames: many,
                counts: [[Int.max, 0, 1]]),
            DensityChart(
                title: "", summary: "", xAxis: axis, yAxis: axis,
                grid: DensityGrid(
                    of: everyPair, xBounds: -.infinity ... .infinity, yBounds: 0...0, columnCount: 0, rowCount: Int.max),
                identityName: hostile),
            DensityChart(
                title: "", summary: "", xAxis: axis, yAxis: axis, grid: DensityGrid(of: [], xBounds: 1...2, yBounds: 3...4),
                identityName: ""),
        ]
    }
}
