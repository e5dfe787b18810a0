internal import Glibc

/// How far one distribution over bins has moved from another (population stability index: Siddiqi, "Credit Risk Scorecards", 2006).
///
/// The sum over the bins of (actual share - expected share) * ln(actual share / expected share). Usually read as: below 0.1 no change worth
/// the name, from 0.25 on a different population.
public enum PopulationStability {
    /// An empty bin's share counts as that of half a row, so that the index stays finite.
    private static let emptyBinRowCount = 0.5

    /// Below this a distribution is said to be the same.
    public static let noticeable = 0.1
    /// From this on it is said to be another.
    public static let large = 0.25

    /// Nil where there are no rows on one side, or bins of another number. O(bins).
    public static func index(expected: [Int], actual: [Int]) -> Double? {
        let expectedTotal = expected.reduce(0.0) { $0 + Double($1) }
        let actualTotal = actual.reduce(0.0) { $0 + Double($1) }
        guard expected.count == actual.count, expectedTotal > 0, actualTotal > 0 else { return nil }
        var index = 0.0
        // A bin that is empty on both sides tells nothing.
        for (expectedCount, actualCount) in zip(expected, actual) where expectedCount > 0 || actualCount > 0 {
            let expectedShare = max(Double(expectedCount), emptyBinRowCount) / expectedTotal
            let actualShare = max(Double(actualCount), emptyBinRowCount) / actualTotal
            index += (actualShare - expectedShare) * log(actualShare / expectedShare)
        }
        return index
    }
}
