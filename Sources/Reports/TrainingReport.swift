/// What a person wants to see of a trained model: how good it is, what it learned from, where it came from.
///
/// Plain values in, one page out; nothing here knows of forests, bundles or files. Parts whose values are nil or empty are left
/// out. No value traps: NaN reads `n/a`, infinite losses break their line, sizes are bounded by ``ReportLimits``. Equal reports
/// give equal bytes: there is no clock, host or random number in a page.
public struct TrainingReport: Sendable, Equatable {
    public enum Task: String, Sendable {
        case binary, multiclass, regression
    }

    /// One line of the table of facts.
    public struct Fact: Sendable, Equatable {
        public var name: String
        public var value: HTMLTable.Cell
        public init(_ name: String, _ value: HTMLTable.Cell) {
            self.name = name
            self.value = value
        }
    }

    public var modelName: String
    public var version: Int
    public var task: Task
    /// The column that is predicted.
    public var targetName: String
    /// Rows, features, trees, leaves, depth; data name and hash, seed, tool, arguments: in the order to be shown.
    public var facts: [Fact]
    /// Sentences that the user of the model should read.
    public var warnings: [String]
    /// Training first, then validation when there is one.
    public var splits: [SplitMetrics]
    public var learningCurve: LearningCurve?
    /// That of the task.
    public var binary: BinaryEvaluation?
    public var multiclass: MulticlassEvaluation?
    public var regression: RegressionEvaluation?
    /// In the contract's order; shown by importance.
    public var features: [FeatureSummary]

    public init(
        modelName: String, version: Int, task: Task, targetName: String, facts: [Fact] = [], warnings: [String] = [],
        splits: [SplitMetrics] = [], learningCurve: LearningCurve? = nil, binary: BinaryEvaluation? = nil,
        multiclass: MulticlassEvaluation? = nil, regression: RegressionEvaluation? = nil, features: [FeatureSummary] = []
    ) {
        self.modelName = modelName
        self.version = version
        self.task = task
        self.targetName = targetName
        self.facts = facts
        self.warnings = warnings
        self.splits = splits
        self.learningCurve = learningCurve
        self.binary = binary
        self.multiclass = multiclass
        self.regression = regression
        self.features = features
    }

    /// The page, UTF-8.
    public func html() -> [UInt8] {
        var page = HTMLPage(title: "\(ReportLimits.shortened(modelName)) version \(version): training report")
        page.header(kind: "Training report", heading: modelName, qualifier: "version \(version)", detail: sentence)
        page.keyFigures(keyFigures)
        page.warnings(warnings)
        addMetrics(to: &page)
        addEvaluation(to: &page)
        addLearningCurve(to: &page)
        addImportances(to: &page)
        addFeatures(to: &page)
        addFacts(to: &page)
        return page.bytes()
    }
}
