import Statistics
import Testing

struct RegressionMetricsTests {
    private typealias Goldens = MetricGoldens

    @Test func `metrics are those of scikit-learn`() {
        let (predictions, targets) = (Goldens.predictions, Goldens.targets)
        #expect(abs(RegressionMetrics.rmse(predictions: predictions, targets: targets) - Goldens.rmse) < 1e-14)
        #expect(abs(RegressionMetrics.mae(predictions: predictions, targets: targets) - Goldens.mae) < 1e-14)
        #expect(abs(RegressionMetrics.r2(predictions: predictions, targets: targets) - Goldens.r2) < 1e-14)
    }

    @Test func `constant targets have an R2 of 1 or 0`() {
        #expect(RegressionMetrics.r2(predictions: [2, 2], targets: [2, 2]) == 1)
        #expect(RegressionMetrics.r2(predictions: [2, 3], targets: [2, 2]) == 0)
    }
}
