internal import Codecs
public import Forest

/// certificate.json: the proof that an imported model computes what the library computes that it came from.
///
/// It exists only where every margin that was compared was equal bit for bit, and where every number of the forest was found in the source
/// file again. It names by their sha256 what it is about, so that it holds for no other bundle; that nobody made it up is what a signature
/// is for.
public struct Certificate: Sendable, Equatable {
    /// What made it, with its version.
    public var tool: String
    /// The library that gave the expected margins, with its version.
    public var library: String
    public var libraryVersion: String
    /// sha256 of the model file, which the manifest's provenance names too.
    public var sourceSHA256: String
    public var forestSHA256: String
    /// sha256 of the manifest's contract: `Manifest.contractSHA256`.
    public var contractSHA256: String
    /// sha256 of probe.csv.
    public var rowsSHA256: String
    /// Rows by kind.
    public var cases: [Case]
    /// What the library said of the rows that it refused.
    public var refusals: [Refusal]
    public var predictions: Predictions
    /// What the compared rows met.
    public var coverage: [Coverage]
    public var structure: Structure
    /// Features with thresholds that no float32 is: who rounds these features to float32 can land on another branch.
    public var float32Features: [Float32Feature]
    public var warnings: [String]

    public init(
        tool: String, library: String, libraryVersion: String, sourceSHA256: String, forestSHA256: String, contractSHA256: String,
        rowsSHA256: String, cases: [Case], refusals: [Refusal], predictions: Predictions, coverage: [Coverage],
        structure: Structure, float32Features: [Float32Feature], warnings: [String]
    ) {
        self.tool = tool
        self.library = library
        self.libraryVersion = libraryVersion
        self.sourceSHA256 = sourceSHA256
        self.forestSHA256 = forestSHA256
        self.contractSHA256 = contractSHA256
        self.rowsSHA256 = rowsSHA256
        self.cases = cases
        self.refusals = refusals
        self.predictions = predictions
        self.coverage = coverage
        self.structure = structure
        self.float32Features = float32Features
        self.warnings = warnings
    }

    /// Rows that were compared.
    public var comparedCount: Int { cases.reduce(0) { $0 + $1.comparedCount } }
    /// Rows that the library itself refused, which were left out.
    public var refusedCount: Int { cases.reduce(0) { $0 + $1.refusedCount } }

    /// Rows that were made for one thing.
    public struct Case: Sendable, Equatable {
        public var kind: String
        public var comparedCount: Int
        public var refusedCount: Int
        public init(kind: String, comparedCount: Int, refusedCount: Int) {
            self.kind = kind
            self.comparedCount = comparedCount
            self.refusedCount = refusedCount
        }
    }

    public struct Refusal: Sendable, Equatable {
        /// The library's own words.
        public var reason: String
        public var rowCount: Int
        public init(reason: String, rowCount: Int) {
            self.reason = reason
            self.rowCount = rowCount
        }
    }

    /// How far predictions are from the library's.
    public struct Predictions: Sendable, Equatable {
        /// The width in which they are compared: that of the sums.
        public var width: Arithmetic.Width
        /// The largest difference, in units in the last place of that width.
        public var differenceMaxULPs: Int
        /// Predictions that are equal bit for bit, and all.
        public var equalCount: Int
        public var count: Int
        public init(width: Arithmetic.Width, differenceMaxULPs: Int, equalCount: Int, count: Int) {
            self.width = width
            self.differenceMaxULPs = differenceMaxULPs
            self.equalCount = equalCount
            self.count = count
        }
    }

    /// Pairs of a split and a value of a kind: those in which a compared row reached the split with the value, and all.
    public struct Coverage: Sendable, Equatable {
        public var kind: String
        public var metCount: Int
        public var count: Int
        public init(kind: String, metCount: Int, count: Int) {
            self.kind = kind
            self.metCount = metCount
            self.count = count
        }
    }

    /// What was found equal in forest.bin and in the source file.
    public struct Structure: Sendable, Equatable {
        public var treeCount = 0
        public var thresholdCount = 0
        public var categorySetCount = 0
        /// Codes of all category sets.
        public var categoryCount = 0
        /// Sides of missing values with their rules, one for each split.
        public var missingRuleCount = 0
        public var leafCount = 0
        public var linearWeightCount = 0
        /// Thresholds inside LightGBM's zero band, where another number than the file's means the same.
        public var zeroBandThresholdCount = 0
        public init() {}
    }

    public struct Float32Feature: Sendable, Equatable {
        public var name: String
        public var thresholdCount: Int
        public init(name: String, thresholdCount: Int) {
            self.name = name
            self.thresholdCount = thresholdCount
        }
    }
}
