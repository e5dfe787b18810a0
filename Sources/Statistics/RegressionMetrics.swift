internal import Glibc

/// Metrics of predicted numbers against true ones; both arrays have the same count, which is checked. NaN without rows.
public enum RegressionMetrics {
    /// Root of the mean squared error.
    public static func rmse(predictions: [Double], targets: [Double]) -> Double {
        (squaredErrorSum(predictions, targets) / Double(targets.count)).squareRoot()
    }

    /// Mean absolute error.
    public static func mae(predictions: [Double], targets: [Double]) -> Double {
        precondition(predictions.count == targets.count, "one prediction per target")
        return zip(predictions, targets).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(targets.count)
    }

    /// Coefficient of determination: 1 - sum of squared errors / sum of squared distances from the targets' mean. With constant
    /// targets it is 1 when every prediction is right and 0 otherwise, as in scikit-learn.
    public static func r2(predictions: [Double], targets: [Double]) -> Double {
        let errors = squaredErrorSum(predictions, targets)
        let mean = targets.reduce(0, +) / Double(targets.count)
        let distances = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        if distances == 0 { return errors == 0 ? 1 : 0 }
        return 1 - errors / distances
    }

    private static func squaredErrorSum(_ predictions: [Double], _ targets: [Double]) -> Double {
        precondition(predictions.count == targets.count, "one prediction per target")
        return zip(predictions, targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
}
