extension LoadReport {
    /// A curve whose largest value is so many times its smallest is drawn by powers of ten: a stall would flatten everything else.
    private static let linearRatioMax = 20.0

    var keyFigures: [(name: String, value: String, note: String)] {
        var figures: [(name: String, value: String, note: String)] = []
        for name in ["p50", "p99"] {
            guard let latency = percentiles.first(where: { $0.name == name })?.latency else { continue }
            figures.append(
                ("Latency \(name)", NumberText.duration(latency), name == "p50" ? "50% take longer" : "1% take longer"))
        }
        if let longestLatency {
            figures.append(("Longest", NumberText.duration(longestLatency), "of \(NumberText.count(answeredCount))"))
        }
        let offered = isOpenLoop ? "\(NumberText.compact(offeredRate)) offered" : "as fast as it was answered"
        figures.append(("Answers a second", NumberText.compact(servedRate), offered))
        let share = errorCount == 0 ? "none" : NumberText.percent(Double(errorCount) / Double(max(dueCount, 1)), decimals: 2)
        figures.append(("Errors", NumberText.count(errorCount), errorCount == 0 ? share : "\(share) of the requests"))
        if let costPerMillion {
            figures.append(("Cost per million", NumberText.significant(costPerMillion, digits: 3), costNote))
        }
        return figures
    }

    // MARK: Latency

    func addLatency(to page: inout HTMLPage) {
        let rows = percentiles.map { percentile in
            [HTMLTable.Cell.text(percentile.name)]
                + [percentile.latency, percentile.serviceTime, percentile.lag].map { value in
                    value.map { .duration($0) } ?? .missing("too few samples")
                }
        }
        let charts = [overTime].compactMap { $0 }
        var distribution: [any Chart] = []
        if let histogram { distribution.append(histogram) }
        if let slowest { distribution.append(slowest) }
        guard !rows.isEmpty || !charts.isEmpty || !distribution.isEmpty else { return }
        page.section("Latency") { section in
            section.charts(charts, isWide: true)
            section.charts(distribution)
            guard !rows.isEmpty else { return }
            section.table(
                HTMLTable(
                    columns: ["Percentile", "Latency", "Service time", "Generator's lag"], rows: rows,
                    note: isOpenLoop
                        ? "Latency counts from the time that a request was due, service time from the time that it was sent; the "
                            + "lag is how late it was sent although a connection was free."
                        : "A closed loop sends nothing while it waits: clients on a schedule of their own would see higher latencies "
                            + "than these whenever the server falls behind (coordinated omission)."))
        }
    }

    private var overTime: LineChart? {
        let series = [
            ("p50", parts.map(\.p50)), ("p99", parts.map(\.p99)), ("longest", parts.map(\.longest)),
        ].map { name, values in
            LineChart.Series(
                name: name,
                points: zip(parts, values).map { Point(x: $0.second, y: $1 ?? .nan) })
        }
        let values = series.flatMap { $0.points.map(\.y) }.filter { $0.isFinite && $0 > 0 }
        guard let least = values.min(), let most = values.max() else { return nil }
        return LineChart(
            title: "Latency over time", summary: "Of the requests that were due in each part of the measured time.",
            xAxis: ChartAxis(title: "Seconds"), yAxis: Self.latencyAxis(least, most), series: series, width: 1004, height: 340)
    }

    private static func latencyAxis(_ least: Double, _ most: Double) -> ChartAxis {
        let isLogarithmic = most > least * linearRatioMax
        return ChartAxis(title: "Latency", includesZero: !isLogarithmic, isDuration: true, isLogarithmic: isLogarithmic)
    }

    /// Ten bars for each power of ten, or fewer where that would be too many.
    private var histogram: HistogramChart? {
        guard let first = latencies.first, let last = latencies.last else { return nil }
        let low = max(first.lower, 1e-9)
        let high = max(last.upper, low * 1.0001)
        // Bars keep their edges whatever the data: 10^(i/10).
        let begin = Self.step(below: low)
        var end = begin + 1
        while Self.edge(end) < high, end - begin < ReportLimits.histogramBinsMax { end += 1 }
        var counts = [Int](repeating: 0, count: end - begin)
        var above = 0
        var place = 0
        for bucket in latencies {
            let middle = (bucket.lower + bucket.upper) / 2
            while place < counts.count, middle >= Self.edge(begin + place + 1) { place += 1 }
            if place < counts.count { counts[place] += bucket.count } else { above += bucket.count }
        }
        return HistogramChart(
            title: "All latencies", summary: "Each bar is a quarter wider than the one before it.",
            xAxis: ChartAxis(title: "Latency", isDuration: true, isLogarithmic: true),
            series: [
                HistogramChart.Series(
                    name: "Answers",
                    counts: BinnedCounts(edges: (begin...end).map(Self.edge), counts: counts, aboveCount: above))
            ], countTitle: "Answers")
    }

    /// The bars' edges within a power of ten: preferred numbers (ISO 3, R10), so that no logarithm decides where a latency belongs.
    private static let edges = [1.0, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8]

    static func edge(_ step: Int) -> Double {
        let (power, place) = (
            step.quotientAndRemainder(dividingBy: 10).quotient - (step < 0 && step % 10 != 0 ? 1 : 0), (step % 10 + 10) % 10
        )
        return Double("\(edges[place])e\(power)") ?? 0
    }

    private static func step(below value: Double) -> Int {
        // No edge lies above infinity.
        let value = min(value, 1e300)
        var step = (DecimalDigits(value)?.magnitude ?? 0) * 10
        while edge(step + 1) <= value { step += 1 }
        return step
    }

    /// How long the slowest one in so many takes: every percentile at once.
    private var slowest: LineChart? {
        let count = latencies.reduce(0) { $0 + $1.count }
        guard count > 1 else { return nil }
        var seen = 0
        var points: [Point] = []
        for bucket in latencies where bucket.count > 0 {
            // The one that comes last in its bucket; the longest of all has no other to be compared with.
            points.append(Point(x: Double(count) / Double(count - seen), y: bucket.upper))
            seen += bucket.count
        }
        let (least, most) = (points[0].y, points[points.count - 1].y)
        return LineChart(
            title: "The slow ones", summary: "One request in so many takes longer than the line says: 100 is p99, 1k is p99.9.",
            xAxis: ChartAxis(title: "One in so many", isLogarithmic: true), yAxis: Self.latencyAxis(least, most),
            series: [LineChart.Series(name: "latency", points: points)])
    }

    // MARK: Rates and errors

    func addRates(to page: inout HTMLPage) {
        guard parts.count > 1 else { return }
        let rates = LineChart(
            title: isOpenLoop ? "Offered and served" : "Sent and served",
            summary: isOpenLoop
                ? "Requests that were due in each second, and those that were answered in it."
                : "Requests sent and answered a second.",
            xAxis: ChartAxis(title: "Seconds"), yAxis: ChartAxis(title: "Requests a second", includesZero: true),
            series: [
                LineChart.Series(
                    name: isOpenLoop ? "offered" : "sent", points: parts.map { Point(x: $0.second, y: $0.offeredRate) }),
                LineChart.Series(name: "served", points: parts.map { Point(x: $0.second, y: $0.servedRate) }),
            ], width: 1004, height: 300)
        page.section("Rate") { $0.charts([rates], isWide: true) }
    }

    func addErrors(to page: inout HTMLPage) {
        guard errorCount > 0 else { return }
        let rows = errors.map { kind in
            [
                HTMLTable.Cell.text(ReportLimits.shortened(kind.name)), .count(kind.count),
                .text(kind.examples.joined(separator: " \u{B7} ")),
            ]
        }
        page.section(errorCount == 1 ? "1 error" : "\(NumberText.count(errorCount)) errors") { section in
            if parts.count > 1 {
                section.charts(
                    [
                        LineChart(
                            title: "Errors over time", summary: "In each second, of every kind.",
                            xAxis: ChartAxis(title: "Seconds"),
                            yAxis: ChartAxis(title: "Errors a second", includesZero: true),
                            series: [
                                LineChart.Series(name: "errors", points: parts.map { Point(x: $0.second, y: $0.errorRate) })
                            ],
                            width: 1004, height: 240)
                    ], isWide: true)
            }
            section.table(HTMLTable(columns: ["Kind", "Count", "The first"], rows: rows))
        }
    }

    func addMachine(to page: inout HTMLPage) {
        guard parts.contains(where: { $0.busyShare != nil }) else { return }
        let chart = LineChart(
            title: "Processors of this machine",
            summary: "Busy with anything, and taken by the hypervisor for others, of all of them together.",
            xAxis: ChartAxis(title: "Seconds"), yAxis: ChartAxis(title: "Share", bounds: 0...1, isPercent: true),
            series: [
                LineChart.Series(name: "busy", points: parts.map { Point(x: $0.second, y: $0.busyShare ?? .nan) }),
                LineChart.Series(name: "steal", points: parts.map { Point(x: $0.second, y: $0.stealShare ?? .nan) }),
            ], width: 1004, height: 240)
        page.section("The machine") { $0.charts([chart], isWide: true) }
    }

    func addFacts(to page: inout HTMLPage) {
        guard !facts.isEmpty else { return }
        let rows = facts.prefix(ReportLimits.factsMax).map { [HTMLTable.Cell.text(ReportLimits.shortened($0.name)), $0.value] }
        page.section("The run") { $0.table(HTMLTable(columns: [], rows: rows)) }
    }
}
