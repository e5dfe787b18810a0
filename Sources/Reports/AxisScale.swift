internal import Glibc

/// Data to picture along one axis, evenly or by powers of ten. Values outside the range map to its ends; on a logarithmic axis those that
/// are not above zero do too.
struct AxisScale {
    private let linear: LinearScale
    private let isLogarithmic: Bool

    init(domain: ClosedRange<Double>, isLogarithmic: Bool, start: Double, end: Double) {
        self.isLogarithmic = isLogarithmic
        let bounds = isLogarithmic ? log10(domain.lowerBound)...log10(domain.upperBound) : domain
        linear = LinearScale(domain: bounds, start: start, end: end)
    }

    var start: Double { linear.start }
    var end: Double { linear.end }

    func callAsFunction(_ value: Double) -> Double {
        linear(isLogarithmic ? (value > 0 ? log10(value) : -.greatestFiniteMagnitude) : value)
    }
}
