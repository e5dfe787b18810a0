public import Bundles
public import Forest
public import Tabular

/// What an importer makes of a file: everything that a bundle needs and a model file can know.
public struct ImportedModel: Sendable, Equatable {
    public var ensemble: TreeEnsemble
    /// Names, types, category lists and ranges where the file has them; observed, since ranges are
    /// those of a sample.
    public var contract: FeatureContract
    public var task: Manifest.Task
    /// Labels that the task needs: 2 for binary, as many as outputs for multiclass, 0 for regression. The file does not know them.
    public var classCount: Int
    /// Share of each feature, in the contract's order: of the gain when the file has it, else of the splits. Sum to 1, or all 0.
    public var importances: [Double]
    /// `XGBoost` or `LightGBM`.
    public var library: String
    /// nil when the file does not say.
    public var libraryVersion: String?
    public var format: SourceFormat
    /// The source's own words for what was trained, such as `binary:logistic`.
    public var objectiveName: String
    /// What a person should know before serving the model, one sentence each.
    public var warnings: [String]

    public init(
        ensemble: TreeEnsemble, contract: FeatureContract, task: Manifest.Task, classCount: Int, importances: [Double],
        library: String, libraryVersion: String?, format: SourceFormat, objectiveName: String, warnings: [String]
    ) {
        self.ensemble = ensemble
        self.contract = contract
        self.task = task
        self.classCount = classCount
        self.importances = importances
        self.library = library
        self.libraryVersion = libraryVersion
        self.format = format
        self.objectiveName = objectiveName
        self.warnings = warnings
    }
}
