internal import Bundles
internal import Forest
internal import Tabular

/// What all threads together counted of one model, or of several.
struct ModelTotals {
    /// `model` and `version`, as labels.
    let identity: String
    /// The series' labels: these, and `variant`, of which there is one until traffic is split.
    let labels: String
    /// The label of models, or classes, that are added up. No model can be called so.
    static let other = "(other)"
    private let isOther: Bool

    private(set) var rowCount: UInt64 = 0
    private(set) var refusalCount: UInt64 = 0
    /// Of those the ones by load.
    private(set) var rejectionCount: UInt64 = 0
    private var queuedCount: UInt64 = 0
    private var takenCount: UInt64 = 0
    private(set) var executionCount: UInt64 = 0
    private(set) var gatheredRowCount: UInt64 = 0
    private(set) var busyNanoseconds: UInt64 = 0
    private(set) var violationCounts = [UInt64](repeating: 0, count: Violation.allCases.count)
    /// From the whole request to the whole answer.
    private(set) var duration = DurationTotals()
    /// By `StageTimes.Stage`.
    private(set) var stages = [DurationTotals](repeating: DurationTotals(), count: StageTimes.Stage.allCases.count)
    /// Whether there is a class to be sure of.
    private(set) var hasConfidence: Bool
    private(set) var confidenceCounts = [UInt64](repeating: 0, count: ConfidenceBuckets.count)
    private(set) var confidenceSum = 0.0
    /// The classes that are told apart, as labels; none of a regression.
    let classNames: [String]
    private(set) var classCounts: [UInt64]
    private(set) var forestByteCount = 0
    private(set) var planByteCount = 0

    /// Of one model, counted from zero.
    init(_ model: ServedModel) {
        isOther = false
        identity = Self.identity(name: model.name, version: String(model.version))
        labels = identity + "," + Self.variant
        hasConfidence = model.decision.hasProbabilities
        var names = Array(model.bundle.manifest.target.classes.prefix(ServingCounters.classCountMax))
        if model.bundle.manifest.target.classes.count > names.count, !names.contains(Self.other) { names.append(Self.other) }
        classNames = names
        classCounts = [UInt64](repeating: 0, count: names.count)
    }

    /// Of all models without series of their own.
    init(otherModels models: some Sequence<ServedModel>) {
        isOther = true
        identity = Self.identity(name: Self.other, version: "")
        labels = identity + "," + Self.variant
        hasConfidence = models.contains { $0.decision.hasProbabilities }
        classNames = models.contains { $0.decision.task != .regression } ? [Self.other] : []
        classCounts = [UInt64](repeating: 0, count: classNames.count)
    }

    private static var variant: String { MetricFamily.label("variant", "default") }

    private static func identity(name: String, version: String) -> String {
        MetricFamily.label("model", name) + "," + MetricFamily.label("version", version)
    }

    /// Requests that wait for a worker. Counters of several threads are read one after the other: one may be ahead.
    var pendingCount: UInt64 { queuedCount > takenCount ? queuedCount &- takenCount : 0 }

    /// Requests that were answered with predictions.
    var answeredCount: UInt64 { duration.count }

    mutating func add(_ counters: ServingCounters, _ model: ServedModel) {
        let index = model.index
        rowCount &+= counters.rowCount(model: index)
        refusalCount &+= counters.refusalCount(model: index)
        rejectionCount &+= counters.rejectionCount(model: index)
        queuedCount &+= counters.queuedCount(model: index)
        takenCount &+= counters.takenCount(model: index)
        executionCount &+= counters.executionCount(model: index)
        gatheredRowCount &+= counters.gatheredRowCount(model: index)
        busyNanoseconds &+= counters.busyNanoseconds(model: index)
        for violation in Violation.allCases {
            violationCounts[violation.rawValue] &+= counters.violationCount(violation, model: index)
        }
        duration.add(counters.durations(model: index))
        for stage in StageTimes.Stage.allCases { stages[stage.rawValue].add(counters.durations(stage, model: index)) }
        for bucket in 0..<ConfidenceBuckets.count {
            confidenceCounts[bucket] &+= counters.confidenceCount(model: index, bucket: bucket)
        }
        confidenceSum += counters.confidenceSum(model: index)
        let classCount = model.bundle.manifest.target.classes.count
        for place in 0..<min(classCount, ServingCounters.classCountMax + 1) {
            let isOwn = place < ServingCounters.classCountMax && !isOther
            let name = isOwn ? place : classNames.firstIndex(of: Self.other)
            if let name { classCounts[name] &+= counters.classCount(place, model: index) }
        }
    }

    mutating func addMemory(_ bundle: Bundle) {
        forestByteCount += unsafe bundle.forest.bytes.count
        planByteCount += bundle.scorer.planByteCount
    }
}
