internal import Bundles
internal import Forest

/// What a prediction is expected to cost on this machine, before any of its body is read.
///
/// The three prices are measured at start, on one model; what the models cost beside each other is the planner's estimate.
struct CostModel: Sendable {
    /// Nanoseconds for a byte of a body, read into rows.
    var byteNanoseconds = 2.0
    /// Nanoseconds for a row's part of the answer.
    var rowNanoseconds = 150.0
    /// Nanoseconds for one that the planner expects.
    var scoreNanoseconds = 1.0

    func nanoseconds(bodyByteCount: Int, rowCount: Int, _ model: ServedModel) -> Double {
        byteNanoseconds * Double(bodyByteCount) + rowNanoseconds * Double(rowCount)
            + scoreNanoseconds * model.bundle.scorer.expectedNanoseconds(rowCount: rowCount)
    }
}
