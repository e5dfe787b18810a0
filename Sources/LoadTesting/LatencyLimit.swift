/// A percentile that is to stay below a time: `p99=2ms`.
package struct LatencyLimit: Sendable, Equatable, CustomStringConvertible {
    package let percentile: Percentile
    package let nanoseconds: UInt64

    package init(_ percentile: Percentile, nanoseconds: UInt64) {
        self.percentile = percentile
        self.nanoseconds = nanoseconds
    }

    /// nil unless `text` is a percentile, `=`, and a number with `us`, `ms` or `s`.
    package init?(_ text: String) {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let percentile = Percentile(parts[0]) else { return nil }
        let number = parts[1].prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let factors: [Substring: Double] = ["us": 1e3, "ms": 1e6, "s": 1e9]
        guard let factor = factors[parts[1][number.endIndex...]], let value = Double(number) else { return nil }
        let nanoseconds = (value * factor).rounded()
        guard nanoseconds >= 1, nanoseconds <= 3600e9 else { return nil }
        self.init(percentile, nanoseconds: UInt64(nanoseconds))
    }

    package var description: String {
        for (factor, unit) in [(1_000_000_000, "s"), (1_000_000, "ms")] as [(UInt64, String)] where nanoseconds % factor == 0 {
            return "\(percentile)=\(nanoseconds / factor)\(unit)"
        }
        let microseconds = Double(nanoseconds) / 1e3
        return "\(percentile)=\(microseconds == microseconds.rounded() ? "\(Int(microseconds))" : "\(microseconds)")us"
    }
}
