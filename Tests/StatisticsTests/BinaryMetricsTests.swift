import Statistics
import Testing

struct BinaryMetricsTests {
    private typealias Goldens = MetricGoldens

    @Test func `metrics are those of scikit-learn`() {
        let (probabilities, positives) = (Goldens.probabilities, Goldens.positives)
        #expect(abs(BinaryMetrics.rocAUC(probabilities: probabilities, positives: positives) - Goldens.rocAUC) < 1e-14)
        #expect(abs(BinaryMetrics.logLoss(probabilities: probabilities, positives: positives) - Goldens.logLoss) < 1e-13)
        let confusion = BinaryMetrics.confusion(probabilities: probabilities, positives: positives, threshold: 0.5)
        #expect(confusion.rowCount == positives.count)
        #expect(abs(confusion.accuracy - Goldens.accuracy) < 1e-15)
        #expect(abs(confusion.precision - Goldens.precision) < 1e-15)
        #expect(abs(confusion.recall - Goldens.recall) < 1e-15)
        #expect(abs(confusion.f1 - Goldens.f1) < 1e-15)
    }

    @Test func `the whole ROC curve is that of scikit-learn`() {
        let curve = BinaryMetrics.rocCurve(
            probabilities: Goldens.probabilities, positives: Goldens.positives, pointCountMax: 10_000)
        #expect(curve.map(\.falsePositiveRate) == Goldens.falsePositiveRates)
        #expect(curve.map(\.truePositiveRate) == Goldens.truePositiveRates)
        #expect(curve[0].threshold == .infinity)
    }

    @Test(arguments: [2, 3, 7, 20]) func `a thinned ROC curve keeps its ends and its limit`(pointCountMax: Int) {
        let curve = BinaryMetrics.rocCurve(
            probabilities: Goldens.probabilities, positives: Goldens.positives, pointCountMax: pointCountMax)
        #expect(curve.count <= pointCountMax && curve.count >= min(pointCountMax, 2))
        #expect(curve.first?.truePositiveRate == 0 && curve.first?.falsePositiveRate == 0)
        #expect(curve.last?.truePositiveRate == 1 && curve.last?.falsePositiveRate == 1)
        for (before, after) in zip(curve, curve.dropFirst()) {
            #expect(before.threshold > after.threshold)
            #expect(before.falsePositiveRate <= after.falsePositiveRate && before.truePositiveRate <= after.truePositiveRate)
        }
    }

    @Test(arguments: [
        ([0.1, 0.9], [false, true], 1.0),
        ([0.9, 0.1], [false, true], 0.0),
        ([0.5, 0.5], [false, true], 0.5),
        ([0.2, 0.5, 0.5, 0.8], [false, false, true, true], 0.875),
    ])
    func `AUC counts pairs, ties as half`(probabilities: [Double], positives: [Bool], expected: Double) {
        #expect(BinaryMetrics.rocAUC(probabilities: probabilities, positives: positives) == expected)
    }

    @Test func `without both classes there is no AUC and no curve`() {
        #expect(BinaryMetrics.rocAUC(probabilities: [0.1, 0.2], positives: [true, true]).isNaN)
        #expect(BinaryMetrics.rocAUC(probabilities: [], positives: []).isNaN)
        #expect(BinaryMetrics.rocCurve(probabilities: [0.1, 0.2], positives: [false, false], pointCountMax: 5).isEmpty)
    }

    @Test func `a certain and wrong probability has a finite log loss`() {
        let loss = BinaryMetrics.logLoss(probabilities: [0, 1], positives: [true, false])
        #expect(abs(loss - 36.04365338911715) < 1e-10)
        #expect(BinaryMetrics.logLoss(probabilities: [0, 1], positives: [false, true]) < 1e-15)
    }

    @Test func `a row on the threshold is called positive, and empty denominators give 0`() {
        let onThreshold = BinaryMetrics.confusion(probabilities: [0.5, 0.4], positives: [true, true], threshold: 0.5)
        #expect(onThreshold == BinaryConfusion(truePositives: 1, falsePositives: 0, trueNegatives: 0, falseNegatives: 1))
        let none = BinaryMetrics.confusion(probabilities: [0.1], positives: [false], threshold: 0.5)
        #expect(none.precision == 0 && none.recall == 0 && none.f1 == 0 && none.accuracy == 1)
    }

    @Test func `calibration bins hold their lower bound and leave out empty bins`() {
        let bins = BinaryMetrics.calibration(
            probabilities: [0, 0.05, 0.1, 0.95, 1], positives: [false, true, true, true, false], binCount: 10)
        #expect(
            bins == [
                CalibrationBin(rowCount: 2, meanProbability: 0.025, positiveShare: 0.5),
                CalibrationBin(rowCount: 1, meanProbability: 0.1, positiveShare: 1),
                CalibrationBin(rowCount: 2, meanProbability: 0.975, positiveShare: 0.5),
            ])
    }
}
