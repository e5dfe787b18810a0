/// How one axis of a chart is named, bounded and labelled.
public struct ChartAxis: Sendable, Equatable {
    public var title: String
    /// Fixed bounds (0 ... 1 for probabilities), or nil: the data's, widened to round numbers.
    public var bounds: ClosedRange<Double>?
    /// Labels are percentages of 1.
    public var isPercent: Bool
    /// No tick between whole numbers, for counts and rounds.
    public var isWhole: Bool
    /// The axis starts at zero even when the data does not, for counts and shares.
    public var includesZero: Bool
    /// Values are seconds, labelled as `2 ms`.
    public var isDuration: Bool
    /// By powers of ten, over the values above zero; fixed bounds do not count.
    public var isLogarithmic: Bool

    public init(
        title: String, bounds: ClosedRange<Double>? = nil, isPercent: Bool = false, isWhole: Bool = false,
        includesZero: Bool = false, isDuration: Bool = false, isLogarithmic: Bool = false
    ) {
        self.title = title
        self.bounds = bounds
        self.isPercent = isPercent
        self.isWhole = isWhole
        self.includesZero = includesZero
        self.isDuration = isDuration
        self.isLogarithmic = isLogarithmic
    }

    /// Ticks with their labels; those of data reach out to the next round number when `reachesOut`.
    func drawnTicks(for values: some Sequence<Double>, countMax: Int, reachesOut: Bool = false) -> AxisTicks {
        if isLogarithmic { return AxisTicks(logarithmicOver: values, countMax: countMax, of: self) }
        let ticks = ticks(for: values, countMax: countMax)
        return AxisTicks(reachesOut && bounds == nil ? ticks.reachingOut() : ticks, of: self)
    }

    /// A value in a table.
    func cell(_ value: Double) -> HTMLTable.Cell {
        if isPercent { return .percent(value) }
        if isDuration { return .duration(value) }
        if isWhole, let whole = Int(exactly: value) { return .count(whole) }
        return .number(value)
    }

    /// Ticks over the fixed bounds, or else over those of `values` that are finite.
    func ticks(for values: some Sequence<Double>, countMax: Int) -> Ticks {
        if let bounds { return Ticks(over: bounds, countMax: countMax, isWhole: isWhole) }
        var low = Double.infinity
        var high = -Double.infinity
        for value in values where value.isFinite {
            low = min(low, value)
            high = max(high, value)
        }
        guard low <= high else { return Ticks(over: 0...1, countMax: countMax, isWhole: isWhole) }
        if includesZero {
            low = min(low, 0)
            high = max(high, 0)
        }
        return Ticks(over: low...high, countMax: countMax, isWhole: isWhole)
    }
}
