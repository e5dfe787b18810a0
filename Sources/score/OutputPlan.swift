internal import Base
internal import Scoring

/// Which files a run writes, and in which form.
struct OutputPlan: Sendable {
    /// The name of each output; one for all pieces, or one for each.
    let paths: [String]
    let isPerPiece: Bool
    let format: OutputFormat
    let compression: OutputCompression
    let hasHeader: Bool
    let rejectsPath: String?
    let rejectLineCountMax: Int
    /// Nil unless the run is to be resumable.
    let journalPath: String?
    let checkpointByteCount: Int

    /// The output that a piece is written to.
    func output(ofPiece piece: Int) -> Int { isPerPiece ? piece : 0 }
}
