internal import Glibc

/// Whether values in the order of time rise or fall: the test of Mann and Kendall, which asks for no distribution.
package enum Trend {
    /// The chance that values without a trend come in an order that looks as much like one, in either direction; by the normal
    /// approximation, with its correction for ties. 1 for fewer than four values.
    ///
    /// Source: M. G. Kendall, Rank Correlation Methods, 1975.
    package static func chance(_ values: [Double]) -> Double {
        let count = values.count
        guard count >= 4 else { return 1 }
        var sum = 0
        for later in 1..<count {
            for earlier in 0..<later {
                if values[later] > values[earlier] { sum += 1 } else if values[later] < values[earlier] { sum -= 1 }
            }
        }
        var ties: [Double: Int] = [:]
        for value in values { ties[value, default: 0] += 1 }
        func term(_ number: Int) -> Double { Double(number * (number - 1)) * Double(2 * number + 5) }
        let variance = (term(count) - ties.values.reduce(0) { $0 + term($1) }) / 18
        guard variance > 0, sum != 0 else { return 1 }
        let score = (abs(Double(sum)) - 1) / variance.squareRoot()
        return erfc(score / 2.0.squareRoot())
    }

    /// The median; 0 without values.
    package static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
