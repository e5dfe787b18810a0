/// A percentile by its name: `p50`, `p99.9`.
package struct Percentile: Sendable, Equatable, CustomStringConvertible {
    /// Above 0 and below 100.
    package let percent: Double

    /// The usual ones.
    package static let usual = [Percentile(50), Percentile(90), Percentile(99), Percentile(99.9), Percentile(99.99)]

    private init(_ percent: Double) { self.percent = percent }

    /// nil unless `name` is `p` and a number above 0 and below 100, with four characters of digits at most behind the point.
    package init?(_ name: some StringProtocol) {
        let parts = name.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        guard name.first == "p", parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { "0"..."9" ~= $0 } }),
            parts.count == 1 || parts[1].count <= 4, let percent = Double(name.dropFirst()), percent > 0, percent < 100
        else { return nil }
        self.percent = percent
    }

    package var description: String { percent == percent.rounded() ? "p\(Int(percent))" : "p\(percent)" }

    /// Samples of which `countAbove` lie above it.
    package func countNeeded(above countAbove: Int) -> UInt64 {
        // 100 - 99.99 is a little less than a hundredth: the count must not come out one too high for that.
        UInt64((Double(countAbove) * 100 / (100 - percent) - 1e-6).rounded(.up))
    }
}
