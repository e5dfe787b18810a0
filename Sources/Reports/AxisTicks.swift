/// The ticks of an axis as they are drawn: where they stand, what they are labelled, and the range that they span.
struct AxisTicks {
    let values: [Double]
    let labels: [String]
    let bounds: ClosedRange<Double>

    /// Evenly spaced ones.
    init(_ ticks: Ticks, of axis: ChartAxis) {
        values = ticks.values
        labels = axis.isDuration ? ticks.durationLabels() : ticks.labels(isPercent: axis.isPercent)
        bounds = ticks.bounds
    }

    /// Powers of ten over the values that are above zero, with their doubles and fives where the range is small; the range is widened to
    /// begin and end with one.
    init(logarithmicOver values: some Sequence<Double>, countMax: Int, of axis: ChartAxis) {
        var low = Double.infinity
        var high = 0.0
        for value in values where value > 0 && value <= Ticks.magnitudeMax {
            low = min(low, value)
            high = max(high, value)
        }
        if low > high { (low, high) = (1, 10) }
        let steps = Self.steps(below: low)
        var first = steps.lastIndex { $0 <= low * (1 + 1e-12) } ?? 0
        var ticks = [steps[first]]
        while ticks[ticks.count - 1] < high * (1 - 1e-12) || ticks.count == 1 {
            first += 1
            ticks.append(first < steps.count ? steps[first] : ticks[ticks.count - 3] * 10)
        }
        bounds = ticks[0]...ticks[ticks.count - 1]
        let shown = Self.thinned(ticks, countMax: countMax)
        self.values = shown
        labels = shown.map { axis.isDuration ? NumberText.duration($0) : NumberText.compact($0) }
    }

    /// 1, 2 and 5 times the powers of ten about a value.
    private static func steps(below value: Double) -> [Double] {
        let power = DecimalDigits(value)?.magnitude ?? 0
        return (power - 1...power + 1).flatMap { power in [1, 2, 5].map { Double("\($0)e\(power)") ?? 0 } }
    }

    /// All of them, or the powers of ten, or every second of those, and so on, until they are few enough.
    private static func thinned(_ ticks: [Double], countMax: Int) -> [Double] {
        guard ticks.count > countMax else { return ticks }
        let powers = ticks.filter { DecimalDigits($0)?.digits == [1] }
        var stride = 1
        while (powers.count + stride - 1) / stride > max(countMax, 1) { stride += 1 }
        return powers.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    }
}
