internal import Glibc

/// Metrics of probabilities against labels of two classes.
///
/// All take one probability of the positive class per row and whether the row is positive; both arrays have the same count, which
/// is checked. Probabilities are numbers in 0 ... 1, never NaN.
public enum BinaryMetrics {
    /// Area under the ROC curve: the share of (positive, negative) pairs ordered rightly, ties counting half. NaN without both
    /// classes. O(n log n).
    public static func rocAUC(probabilities: [Double], positives: [Bool]) -> Double {
        // Twice the number of pairs, in whole numbers, so that no order of rows changes a bit.
        var doubledPairs = 0
        var negativesBelow = 0
        var positiveCount = 0
        for group in TieGroups(probabilities: probabilities, positives: positives) {
            doubledPairs += group.positiveCount * (2 * negativesBelow + group.negativeCount)
            negativesBelow += group.negativeCount
            positiveCount += group.positiveCount
        }
        return Double(doubledPairs) / (2 * Double(positiveCount) * Double(negativesBelow))
    }

    /// Mean negative log likelihood; probabilities are clipped to [eps, 1 - eps] with eps = 2^-52. NaN without rows.
    public static func logLoss(probabilities: [Double], positives: [Bool]) -> Double {
        precondition(probabilities.count == positives.count, "one label per probability")
        var sum = 0.0
        for (probability, positive) in zip(probabilities, positives) {
            let clipped = min(max(probability, Double.ulpOfOne), 1 - Double.ulpOfOne)
            sum -= log(positive ? clipped : 1 - clipped)
        }
        return sum / Double(probabilities.count)
    }

    /// Counts of right and wrong decisions when a row is called positive from `threshold` on (`probability >= threshold`).
    public static func confusion(probabilities: [Double], positives: [Bool], threshold: Double) -> BinaryConfusion {
        precondition(probabilities.count == positives.count, "one label per probability")
        var confusion = BinaryConfusion(truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0)
        for (probability, positive) in zip(probabilities, positives) {
            switch (probability >= threshold, positive) {
            case (true, true): confusion.truePositives += 1
            case (true, false): confusion.falsePositives += 1
            case (false, false): confusion.trueNegatives += 1
            case (false, true): confusion.falseNegatives += 1
            }
        }
        return confusion
    }

    /// The ROC curve from (0, 0) to (1, 1), one point per distinct probability, thinned evenly along the curve's length in rows to
    /// at most `pointCountMax` (2 or more) points. Empty without both classes. O(n log n).
    public static func rocCurve(probabilities: [Double], positives: [Bool], pointCountMax: Int) -> [ROCPoint] {
        precondition(pointCountMax >= 2, "a curve has two ends")
        let groups = TieGroups(probabilities: probabilities, positives: positives)
        let positiveTotal = positives.count { $0 }
        let negativeTotal = positives.count - positiveTotal
        guard positiveTotal > 0, negativeTotal > 0 else { return [] }
        var points = [ROCPoint(falsePositiveRate: 0, truePositiveRate: 0, threshold: .infinity)]
        var positiveCount = 0
        var negativeCount = 0
        for group in groups.reversed() {
            positiveCount += group.positiveCount
            negativeCount += group.negativeCount
            // A point is kept when it enters the next of pointCountMax - 1 equal steps in rows; the last point always does.
            let step = (positiveCount + negativeCount) * (pointCountMax - 1) / positives.count
            if step >= points.count {
                points.append(
                    ROCPoint(
                        falsePositiveRate: Double(negativeCount) / Double(negativeTotal),
                        truePositiveRate: Double(positiveCount) / Double(positiveTotal), threshold: group.probability))
            } else if positiveCount + negativeCount == positives.count {
                points[points.count - 1] = ROCPoint(falsePositiveRate: 1, truePositiveRate: 1, threshold: group.probability)
            }
        }
        return points
    }

    /// Equal-width bins of the probability with what was promised and what came: `binCount` bins over 0 ... 1, each holding its
    /// lower bound, the last holding 1 too. Empty bins are left out.
    public static func calibration(probabilities: [Double], positives: [Bool], binCount: Int) -> [CalibrationBin] {
        precondition(probabilities.count == positives.count && binCount > 0, "one label per probability, at least one bin")
        var counts = [Int](repeating: 0, count: binCount)
        var positiveCounts = counts
        var sums = [Double](repeating: 0, count: binCount)
        for (probability, positive) in zip(probabilities, positives) {
            let bin = min(max(Int(probability * Double(binCount)), 0), binCount - 1)
            counts[bin] += 1
            positiveCounts[bin] += positive ? 1 : 0
            sums[bin] += probability
        }
        return (0..<binCount).filter { counts[$0] > 0 }.map { bin in
            CalibrationBin(
                rowCount: counts[bin], meanProbability: sums[bin] / Double(counts[bin]),
                positiveShare: Double(positiveCounts[bin]) / Double(counts[bin]))
        }
    }
}
