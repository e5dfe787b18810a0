/// A tree of a plan.
struct PlanTree: BitwiseCopyable, Sendable {
    var firstNode: Int
    /// Place of its first leaf among the leaves of all trees.
    var firstLeaf: Int
    var depth: Int32
    var output: UInt16
    /// Which loop its walks need.
    var hasSpecialSplits: Bool
}

extension SplitRecord {
    /// Whether one comparison cannot express it.
    var isSpecial: Bool { isCategorical || missing == .zeroIsMissing }
}
