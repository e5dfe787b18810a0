/// What the user says about a table before it is profiled. Columns are named as in the header.
public struct ProfileOptions: Sendable {
    /// The column to learn; nil profiles features alone.
    public var target: String?
    /// Columns that are no features.
    public var ignored: [String] = []
    /// Columns that are numeric whatever their first records look like.
    public var numeric: [String] = []
    /// Columns that are categorical whatever their first records look like.
    public var categorical: [String] = []
    public var missingMarkers = FeatureContract.defaultMissingMarkers
    /// The task, where it is not to be inferred.
    public var task: LearningTask?
    /// The class that counts as positive in a binary task; the second one in order unless given.
    public var positiveClass: String?
    /// Rows whose values are kept for quantiles, at most.
    public var sampleRowCountMax = 200_000
    /// Chooses the sampled rows.
    public var seed: UInt64 = 0
    /// Records from the start of the file that decide which columns are numeric.
    public var inferenceRowCount = 10_000
    public var limits = ProfileLimits()

    public init(target: String? = nil) { self.target = target }
}
