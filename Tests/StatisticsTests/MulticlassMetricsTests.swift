import Statistics
import Testing

struct MulticlassMetricsTests {
    private typealias Goldens = MetricGoldens

    @Test func `metrics are those of scikit-learn`() {
        let confusion = MulticlassMetrics.confusion(
            probabilities: Goldens.classProbabilities, labels: Goldens.classLabels, classCount: 4)
        #expect(confusion.counts == Goldens.confusion)
        #expect(abs(confusion.accuracy - Goldens.classAccuracy) < 1e-15)
        #expect(abs(confusion.macroPrecision - Goldens.macroPrecision) < 1e-15)
        #expect(abs(confusion.macroRecall - Goldens.macroRecall) < 1e-15)
        #expect(abs(confusion.macroF1 - Goldens.macroF1) < 1e-15)
        let loss = MulticlassMetrics.logLoss(
            probabilities: Goldens.classProbabilities, labels: Goldens.classLabels, classCount: 4)
        #expect(abs(loss - Goldens.classLogLoss) < 1e-13)
    }

    @Test func `of equal probabilities the lowest class is predicted`() {
        let classes = MulticlassMetrics.predictedClasses(probabilities: [0.4, 0.4, 0.2, 0.2, 0.4, 0.4], classCount: 3)
        #expect(classes == [0, 1])
    }

    @Test func `a class that does not occur is not in the macro mean`() {
        let confusion = ConfusionMatrix(labels: [0, 0, 1], predictions: [0, 1, 1], classCount: 5)
        #expect(confusion.rowCount == 3)
        #expect(confusion[0, 1] == 1 && confusion[1, 0] == 0)
        #expect(confusion.macroPrecision == 0.75 && confusion.macroRecall == 0.75)
        #expect(confusion.precision(of: 4) == 0 && confusion.f1(of: 4) == 0)
    }
}
