/// Rows whose predicted probability falls into one bin: what was promised beside what came.
public struct CalibrationBin: Sendable, Equatable {
    public var rowCount: Int
    public var meanProbability: Double
    /// Share of the bin's rows that are positive.
    public var positiveShare: Double

    public init(rowCount: Int, meanProbability: Double, positiveShare: Double) {
        self.rowCount = rowCount
        self.meanProbability = meanProbability
        self.positiveShare = positiveShare
    }
}
