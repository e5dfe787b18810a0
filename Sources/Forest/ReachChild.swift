/// What is below a split, as far as a piece is concerned.
struct ReachChild {
    // A split's number, a leaf's id complemented, or Int32.min.
    private let node: Int32

    /// Leaves of other pieces only.
    static let outside = ReachChild(.min)

    init(_ node: Int32) {
        self.node = node
    }

    var isSplit: Bool { node >= 0 }
    var isOutside: Bool { node == .min }
    var split: Int { Int(node) }
    /// The leaf's id; -1 outside.
    var leaf: Int32 { isOutside ? -1 : ~node }
}
