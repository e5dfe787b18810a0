internal import Glibc

/// Metrics of class probabilities against class labels.
///
/// Probabilities are row-major, `classCount` a row; labels are below `classCount`. Counts are checked.
public enum MulticlassMetrics {
    /// The class of the largest probability of each row; the lowest class of equal ones.
    public static func predictedClasses(probabilities: [Double], classCount: Int) -> [UInt32] {
        precondition(classCount > 0 && probabilities.count % classCount == 0, "whole rows of probabilities")
        return (0..<probabilities.count / classCount).map { row in
            let first = row * classCount
            var best = 0
            for candidate in 1..<max(classCount, 1) where probabilities[first + candidate] > probabilities[first + best] {
                best = candidate
            }
            return UInt32(best)
        }
    }

    /// Counts of rows by true and predicted class.
    public static func confusion(probabilities: [Double], labels: [UInt32], classCount: Int) -> ConfusionMatrix {
        ConfusionMatrix(
            labels: labels, predictions: predictedClasses(probabilities: probabilities, classCount: classCount),
            classCount: classCount)
    }

    /// Mean negative log likelihood of the true class; probabilities are clipped to [eps, 1 - eps] with eps = 2^-52. NaN without rows.
    public static func logLoss(probabilities: [Double], labels: [UInt32], classCount: Int) -> Double {
        precondition(probabilities.count == labels.count * classCount, "one row of probabilities per label")
        var sum = 0.0
        for (row, label) in labels.enumerated() {
            precondition(label < classCount, "a label names a class")
            let probability = probabilities[row * classCount + Int(label)]
            sum -= log(min(max(probability, Double.ulpOfOne), 1 - Double.ulpOfOne))
        }
        return sum / Double(labels.count)
    }
}
