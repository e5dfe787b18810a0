/// The forms of a request body that rows of a table can be given: what existing servers accept.
package enum BodyProtocol: String, Sendable, CaseIterable {
    /// Espalier's own, by name: `{"age":55}`, several rows as `{"instances":[{...},...]}`.
    case predict
    /// Espalier's own, by position: `{"features":[55]}`, several rows as `{"instances":[[...],...]}`.
    case predictByPosition = "predict-array"
    /// TensorFlow Serving and KServe V1: `{"instances":[[55],...]}`.
    case v1
    /// Open Inference V2 (KServe, Triton, MLServer) in JSON: all columns in one tensor.
    case v2
    /// The same with one tensor a column, texts as BYTES, as MLServer's pandas codec has it.
    case v2ByColumn = "v2-columns"
    /// SageMaker's text/csv: no header.
    case sagemakerCSV = "sagemaker-csv"
    /// SageMaker's JSON: `{"instances":[{"features":[55]},...]}`.
    case sagemakerJSON = "sagemaker-json"
    /// SageMaker's application/jsonlines: `{"features":[55]}` a line.
    case sagemakerJSONLines = "sagemaker-jsonlines"
    /// MLflow's scoring server: `{"dataframe_split":{"columns":["age"],"data":[[55],...]}}`.
    case mlflow
    /// The same: `{"dataframe_records":[{"age":55},...]}`.
    case mlflowRecords = "mlflow-records"
    /// The same: text/csv with a header.
    case mlflowCSV = "mlflow-csv"
    /// An object by name a line.
    case ndjson

    package var contentType: String {
        switch self {
        case .sagemakerCSV, .mlflowCSV: "text/csv"
        case .sagemakerJSONLines: "application/jsonlines"
        case .ndjson: "application/x-ndjson"
        default: "application/json"
        }
    }

    /// Whether the answers are CSV without a header, a line for each row.
    package var answersInCSV: Bool { self == .sagemakerCSV }

    /// Whether the answers are JSON documents, a line each.
    package var answersInLines: Bool { self == .sagemakerJSONLines || self == .ndjson }

    /// Whether the answers are those of docs/http-api.md: flat members for one row, `predictions` for several.
    package var answersByMember: Bool { self == .predict || self == .predictByPosition }
}
