/// How a kernel over masks finds a tree's leaf; codes are those of cf_mask_form.
enum MaskForm: UInt32 {
    /// Of any shape, up to 32 leaves: heavy chains.
    case paths = 0
    /// Padded to six levels.
    case heaps = 1
    /// The same, 32 trees at a time.
    case layers = 2

    static let splitCountMax = 31
    static let depthMax = 6
    /// Leaf values of a tree, in every form.
    static let valueCount = 64

    /// Trees of a run are a multiple of these.
    var lanes: Int { self == .layers ? 32 : 4 }

    /// Trees of category tests do not go into layers.
    func fits(_ tree: RowTree, hasCategories: Bool) -> Bool {
        switch self {
        case .paths: tree.splitCount <= Self.splitCountMax
        case .heaps: tree.depth <= Self.depthMax
        case .layers: tree.depth <= Self.depthMax && !hasCategories
        }
    }

    /// What a tree costs a row: measured at 2.9 GHz (Zen 4, AVX2).
    var expectedNanoseconds: Double {
        switch self {
        case .paths, .heaps: 3.3
        case .layers: 2.8
        }
    }
}
