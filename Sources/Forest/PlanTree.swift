/// A tree of a plan.
struct PlanTree: BitwiseCopyable, Sendable {
    var firstNode: Int
    /// Place of its first leaf among the leaves of all trees.
    var firstLeaf: Int
    var depth: Int32
    var output: UInt16
    var kind: Kind

    /// Which loop its walks need; a loop does for the kinds before its own too.
    enum Kind: UInt8, BitwiseCopyable, Sendable {
        case numeric = 0
        case categorical = 1
        case zeroIsMissing = 2
    }
}

extension SplitRecord {
    /// The loop that it needs.
    var kind: PlanTree.Kind { missing == .zeroIsMissing ? .zeroIsMissing : isCategorical ? .categorical : .numeric }
    /// Whether one comparison cannot express it.
    var isSpecial: Bool { kind != .numeric }
}
