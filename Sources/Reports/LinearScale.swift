/// Data to picture: maps a range of values onto a range of coordinates, evenly. Values outside the range map to its ends.
struct LinearScale {
    var domain: ClosedRange<Double>
    /// Coordinates of the domain's ends; the second may be the smaller (upwards in SVG).
    var start: Double
    var end: Double

    func callAsFunction(_ value: Double) -> Double {
        let span = domain.upperBound - domain.lowerBound
        guard span > 0, !value.isNaN else { return start }
        let share = (min(max(value, domain.lowerBound), domain.upperBound) - domain.lowerBound) / span
        return start + share * (end - start)
    }
}
