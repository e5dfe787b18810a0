import BundleTestSupport
import Bundles
import Forest
import Testing

struct DecisionTests {
    private func decision(_ task: Manifest.Task, classes: [String]? = nil, threshold: Double? = nil) -> Decision {
        let model = SmallModel(task: task)
        var manifest = model.manifest
        if let classes { manifest.target.classes = classes }
        manifest.decisionThreshold = task == .binary ? 0.25 : nil
        return Decision(manifest, model.forest, threshold: threshold)
    }

    private func answer(_ decision: Decision, _ predictions: [Double]) -> (index: Int, confidence: Double) {
        unsafe predictions.withUnsafeBufferPointer {
            unsafe (decision.classIndex($0.baseAddress!), decision.confidence($0.baseAddress!))
        }
    }

    @Test(arguments: [(0.0, 0), (0.249, 0), (0.25, 1), (0.9, 1)])
    func `binary models predict the positive class from the threshold on`(probability: Double, index: Int) {
        #expect(answer(decision(.binary), [probability]).index == index)
    }

    @Test func `a threshold given where the model is served goes before the manifest's`() {
        #expect(answer(decision(.binary, threshold: 0.75), [0.7]).index == 0)
        #expect(decision(.binary).threshold == 0.25)
    }

    @Test func `confidence is the largest class probability, whichever class was chosen`() {
        let binary = decision(.binary)
        let third = Double(Float(1) / 3)
        #expect(answer(binary, [0.75]).confidence == 0.75)
        #expect(answer(binary, [third]).confidence == Double(1 - Float(1) / 3), "a float32 value for a float32 model")
        #expect(answer(decision(.multiclass), [0.25, 0.5, 0.25]).confidence == 0.5)
    }

    @Test func `a hinge gives the class, without a probability`() {
        let model = SmallModel(imported: .hinge, task: .binary)
        let decision = Decision(model.manifest, model.forest)
        #expect(!decision.hasProbabilities)
        for (prediction, index) in [(0.0, 0), (1.0, 1)] {
            #expect(unsafe withUnsafePointer(to: prediction) { unsafe decision.classIndex($0) } == index)
        }
        #expect(self.decision(.binary).hasProbabilities && self.decision(.multiclass).hasProbabilities)
        #expect(!self.decision(.regression).hasProbabilities)
    }

    @Test(arguments: [([0.2, 0.5, 0.3], 1), ([0.4, 0.2, 0.4], 0), ([0.1, 0.2, 0.7], 2)])
    func `multiclass models predict the most probable class, the first of equals`(predictions: [Double], index: Int) {
        #expect(answer(decision(.multiclass), predictions).index == index)
    }

    @Test(arguments: [
        (["0", "1"], true), (["-1", "9007199254740992"], true), (["0", "yes"], false), (["00", "1"], false),
        (["+1", "2"], false),
        (["1.0", "2.0"], false), (["", "1"], false), (["0", "9007199254740993"], false), (["1e3", "2"], false),
    ])
    func `labels are numbers only when every one is a whole number as JSON spells it`(classes: [String], expected: Bool) {
        #expect(decision(.binary, classes: classes).hasNumericLabels == expected)
    }
}
