internal import Scoring

/// Which columns go in and come out, as the command line says it.
struct ColumnChoice: Sendable {
    var id: String?
    var keep: [String] = []
    /// `--keep-all`, or `--join-source input`.
    var keepsAll = false
    /// What the model says stands under `SageMakerOutput` in NDJSON.
    var joinsInput = false
    var inputFilter: ColumnPath?
    var outputFilter: ColumnPath?
}
