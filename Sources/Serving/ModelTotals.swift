internal import Tabular

/// What all loops together counted of one model, or of several.
struct ModelTotals {
    /// The series' labels.
    let labels: String
    private(set) var rowCount: UInt64 = 0
    private(set) var refusalCount: UInt64 = 0
    private(set) var violationCounts = [UInt64](repeating: 0, count: Violation.allCases.count)
    private(set) var durationCounts = [UInt64](repeating: 0, count: ServingCounters.bucketCount)
    private(set) var durationNanoseconds: UInt64 = 0
    private(set) var forestByteCount = 0
    private(set) var planByteCount = 0

    init(labels: String) { self.labels = labels }

    /// Requests that were answered with predictions. The sum of the buckets, so that a histogram agrees with itself however the loops
    /// go on counting meanwhile.
    var answeredCount: UInt64 { durationCounts.reduce(0, &+) }

    mutating func add(_ counters: ServingCounters, model: Int) {
        rowCount &+= counters.rowCount(model: model)
        refusalCount &+= counters.refusalCount(model: model)
        for violation in Violation.allCases {
            violationCounts[violation.rawValue] &+= counters.violationCount(violation, model: model)
        }
        for bucket in 0..<ServingCounters.bucketCount {
            durationCounts[bucket] &+= counters.durationCount(model: model, bucket: bucket)
        }
        durationNanoseconds &+= counters.durationNanoseconds(model: model)
    }

    mutating func addMemory(forestByteCount: Int, planByteCount: Int) {
        self.forestByteCount += forestByteCount
        self.planByteCount += planByteCount
    }
}
