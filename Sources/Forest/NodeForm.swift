/// How a node-parallel kernel finds a tree's leaf; codes are those of cf_node_form. In the order in which a tree that several fit takes one.
enum NodeForm: UInt32, CaseIterable {
    /// Padded to six levels.
    case heap = 0
    /// Of any shape: every leaf has a pattern of answers.
    case match = 2
    /// Padded to eight levels.
    case deep = 1

    func fits(_ tree: RowTree) -> Bool {
        switch self {
        case .heap: tree.depth <= 6
        case .match: tree.splitCount < 32
        case .deep: tree.depth <= 8
        }
    }

    /// Leaf values of a tree.
    var valueCount: Int {
        switch self {
        case .heap: 64
        case .match: 32
        case .deep: 256
        }
    }

    /// What a tree costs a row: cycles as measured on Zen 5, at 2.9 GHz, as other plans are priced.
    var expectedNanoseconds: Double {
        switch self {
        case .heap: 1.6
        case .match: 2.7
        case .deep: 3.5
        }
    }
}
