public import Forest
public import Tabular

/// What `manifest.json` says: the model's identity, its contract, its quality and where it came from. Field by field in
/// docs/bundle-format.md.
public struct Manifest: Sendable, Equatable {
    public static let formatVersion = 1

    public var name: String
    public var version: Int
    public var objective: Objective
    public var target: Target
    public var contract: FeatureContract
    /// Binary models with a probability: the positive class is predicted from it on. nil for hinge, which has none.
    public var decisionThreshold: Double?
    public var metrics: [SplitMetrics]
    /// Gain of each feature, in the contract's order, as shares that sum to 1 (or all 0).
    public var importances: [Double]
    public var provenance: Provenance
    /// Made-up rows with their margins, by which a server proves at start that it computes as the trainer did.
    public var selfTest: SelfTest
    /// sha256 (lower-case hex) and size of every other file of the bundle, by name, in name order.
    public var files: [FileEntry]

    public init(
        name: String, version: Int, objective: Objective, target: Target, contract: FeatureContract,
        decisionThreshold: Double?, metrics: [SplitMetrics], importances: [Double], provenance: Provenance,
        selfTest: SelfTest, files: [FileEntry]
    ) {
        self.name = name
        self.version = version
        self.objective = objective
        self.target = target
        self.contract = contract
        self.decisionThreshold = decisionThreshold
        self.metrics = metrics
        self.importances = importances
        self.provenance = provenance
        self.selfTest = selfTest
        self.files = files
    }

    /// What is predicted.
    public struct Target: Sendable, Equatable {
        public var name: String
        public var task: Task
        /// Class labels as the data spells them, in output order; for binary the second is the positive one. Empty for regression.
        public var classes: [String]
        public init(name: String, task: Task, classes: [String]) {
            self.name = name
            self.task = task
            self.classes = classes
        }
    }

    public enum Task: String, Sendable, CaseIterable {
        case binary, multiclass, regression
    }

    /// The fixed metric names, for one part of the data.
    public struct SplitMetrics: Sendable, Equatable {
        /// `training` or `validation`.
        public var split: String
        public var rowCount: Int
        /// Binary: the class that precision, recall, f1 and roc_auc are about.
        public var positiveClass: String?
        /// In the fixed order: accuracy, precision, recall, f1, roc_auc, log_loss, rmse, mae, r2; those that apply. NaN is a metric that
        /// is not defined on these rows (roc_auc of one class).
        public var values: [(name: String, value: Double)]
        public init(split: String, rowCount: Int, positiveClass: String?, values: [(name: String, value: Double)]) {
            self.split = split
            self.rowCount = rowCount
            self.positiveClass = positiveClass
            self.values = values
        }
        public static func == (left: Self, right: Self) -> Bool {
            left.split == right.split && left.rowCount == right.rowCount && left.positiveClass == right.positiveClass
                && left.values.elementsEqual(right.values) { $0.name == $1.name && $0.value.bitPattern == $1.value.bitPattern }
        }
    }

    public struct Provenance: Sendable, Equatable {
        /// `espalier train 0.1.0`, or the framework that an import came from.
        public var tool: String
        /// sha256 of the training file's stored bytes.
        public var dataSHA256: String
        /// File name without its folder.
        public var dataName: String
        public var rowCount: Int
        public var seed: UInt64
        /// The settings that shaped the model, in a fixed order; no paths, no thread count.
        public var arguments: [(name: String, value: String)]
        /// RFC 3339 date given with --created, or nil: never the clock.
        public var created: String?
        /// The file that an imported model was read from; nil for one that `train` made.
        public var source: Source?
        public init(
            tool: String, dataSHA256: String, dataName: String, rowCount: Int, seed: UInt64,
            arguments: [(name: String, value: String)], created: String?, source: Source? = nil
        ) {
            self.tool = tool
            self.dataSHA256 = dataSHA256
            self.dataName = dataName
            self.rowCount = rowCount
            self.seed = seed
            self.arguments = arguments
            self.created = created
            self.source = source
        }
        public static func == (left: Self, right: Self) -> Bool {
            left.tool == right.tool && left.dataSHA256 == right.dataSHA256 && left.dataName == right.dataName
                && left.rowCount == right.rowCount && left.seed == right.seed && left.created == right.created
                && left.source == right.source
                && left.arguments.elementsEqual(right.arguments) { $0.name == $1.name && $0.value == $1.value }
        }
    }

    /// What an imported model was made from.
    public struct Source: Sendable, Equatable {
        /// The library that trained it: `XGBoost`.
        public var library: String
        /// Its version, where the file says it.
        public var libraryVersion: String?
        /// The file's format: `xgboost-json`.
        public var format: String
        /// File name without its folder.
        public var file: String
        /// sha256 of the file's bytes.
        public var sha256: String
        public init(library: String, libraryVersion: String?, format: String, file: String, sha256: String) {
            self.library = library
            self.libraryVersion = libraryVersion
            self.format = format
            self.file = file
            self.sha256 = sha256
        }
    }

    public struct SelfTest: Sendable, Equatable {
        /// Encoded rows (what the forest reads; NaN is missing), one array per row; numbers of the input width.
        public var rows: [[Double]]
        /// The forest's input width, in which the rows are written and read.
        public let inputWidth: Arithmetic.Width
        /// Margins of each row, one per output.
        public var margins: [[Double]]
        /// For a forest of float32 inputs.
        public init(rows: [[Float]], margins: [[Double]]) {
            self.rows = rows.map { $0.map { Double($0) } }
            inputWidth = .float32
            self.margins = margins
        }
        /// For a forest of float64 inputs.
        public init(wideRows: [[Double]], margins: [[Double]]) {
            rows = wideRows
            inputWidth = .float64
            self.margins = margins
        }
        /// By bits, so that equal rows are equal though they have missing values.
        public static func == (left: Self, right: Self) -> Bool {
            left.inputWidth == right.inputWidth
                && left.rows.map { $0.map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern } }
                    == right.rows.map { $0.map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern } }
                && left.margins.map { $0.map(\.bitPattern) } == right.margins.map { $0.map(\.bitPattern) }
        }
    }

    public struct FileEntry: Sendable, Equatable {
        public var name: String
        public var byteCount: Int
        public var sha256: String
        public init(name: String, byteCount: Int, sha256: String) {
            self.name = name
            self.byteCount = byteCount
            self.sha256 = sha256
        }
    }
}
