/// One tree; node 0 is the root.
///
/// A tree may be given to `EnsembleBuilder` with its nodes in any order. Of a built ensemble the order is canonical: first the splits
/// breadth-first, left before right, then the leaves in the order in which they were given. A leaf's id is its place among the
/// leaves, so building changes no leaf id.
public struct Tree: Sendable, Equatable {
    /// Which output's sum the leaves are added to.
    public var output: Int
    public var nodes: [Node]

    public init(output: Int, nodes: [Node]) {
        self.output = output
        self.nodes = nodes
    }

    public enum Node: Sendable, Equatable {
        /// `value` includes shrinkage and any weight of the tree. It must be finite and representable in the arithmetic's sum width.
        case leaf(value: Double)
        case split(Split)
    }

    public struct Split: Sendable, Equatable {
        public var feature: Int
        public var test: Test
        /// Where a missing value goes.
        public var defaultLeft: Bool
        /// What counts as missing.
        public var missing: MissingRule
        /// Indices of the children in `nodes`.
        public var left: Int
        public var right: Int

        public init(
            feature: Int, test: Test, defaultLeft: Bool, missing: MissingRule = .nanIsMissing, left: Int, right: Int
        ) {
            self.feature = feature
            self.test = test
            self.defaultLeft = defaultLeft
            self.missing = missing
            self.left = left
            self.right = right
        }
    }

    public enum Test: Sendable, Equatable {
        /// By the arithmetic's comparison. The threshold must be representable in the threshold width and may be infinite
        /// (imported models have such: everything, or nothing but infinity itself, is below).
        case threshold(Double)
        /// The category code, truncated toward zero, goes left when it is listed. Codes ascend, without repeats, below
        /// `EnsembleLimits.categoryCodeMax`; there may be none. Any other code (unlisted, negative, too large) goes right.
        case categories([UInt32])
    }
}

extension Tree {
    /// Nodes that are splits; of a canonical tree, also the place of its first leaf. O(nodes).
    public var splitCount: Int {
        nodes.count { if case .split = $0 { true } else { false } }
    }
}
