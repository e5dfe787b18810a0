/// The rich, editable shape of a model, which the trainer and the importers build (through `EnsembleBuilder`, which validates).
public struct TreeEnsemble: Sendable, Equatable {
    public let arithmetic: Arithmetic
    public let objective: Objective
    public let featureCount: Int
    /// One margin per output: 1, or the class count for softmax.
    public let outputCount: Int
    /// Start of each output's sum, in margin space.
    public let baseScores: [Double]
    /// In the order in which their leaves are added.
    public let trees: [Tree]

    package init(
        arithmetic: Arithmetic, objective: Objective, featureCount: Int, outputCount: Int, baseScores: [Double], trees: [Tree]
    ) {
        self.arithmetic = arithmetic
        self.objective = objective
        self.featureCount = featureCount
        self.outputCount = outputCount
        self.baseScores = baseScores
        self.trees = trees
    }
}

/// One tree; node 0 is the root.
public struct Tree: Sendable, Equatable {
    /// Which output's sum the leaves are added to.
    public var output: Int
    public var nodes: [Node]

    public init(output: Int, nodes: [Node]) {
        self.output = output
        self.nodes = nodes
    }

    public enum Node: Sendable, Equatable {
        /// `value` includes shrinkage. It must be representable in the arithmetic's sum width.
        case leaf(value: Double)
        case split(Split)
    }

    public struct Split: Sendable, Equatable {
        public var feature: Int
        public var test: Test
        /// Where a missing value (NaN) goes.
        public var defaultLeft: Bool
        /// Indices of the children in `nodes`.
        public var left: Int
        public var right: Int

        public init(feature: Int, test: Test, defaultLeft: Bool, left: Int, right: Int) {
            self.feature = feature
            self.test = test
            self.defaultLeft = defaultLeft
            self.left = left
            self.right = right
        }
    }

    public enum Test: Sendable, Equatable {
        /// By the arithmetic's comparison; the threshold must be representable in its threshold width.
        case threshold(Double)
        /// The category code, truncated toward zero, goes left when it is listed. Codes ascend, without repeats, below
        /// `EnsembleLimits.categoryCodeMax`. Any other code (unlisted, negative, too large) goes right.
        case categories([UInt32])
    }
}

/// Bounds on what is believed to be a model.
public enum EnsembleLimits {
    public static let treeCountMax = 1 << 20
    public static let nodeCountMax = 1 << 28
    public static let featureCountMax = 1 << 20
    public static let outputCountMax = 1 << 12
    public static let categoryCodeMax: UInt32 = 1 << 24
    public static let depthMax = 4096
}
