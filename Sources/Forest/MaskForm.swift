internal import CForest

/// How a kernel over masks finds a tree's leaf.
enum MaskForm {
    /// Of any shape, up to 32 leaves: heavy chains.
    case paths
    /// Padded to six levels.
    case heaps
    /// The same: four levels of 32 trees at a time, then two more.
    case layers
    /// Padded to eight levels: six of 32 trees at a time, then two more.
    case deepLayers

    static let splitCountMax = 31
    /// Leaf values of a tree, but in layers.
    static let valueCount = 64

    var code: cf_mask_form {
        switch self {
        case .paths: CF_MASK_PATHS
        case .heaps: CF_MASK_HEAPS
        case .layers, .deepLayers: CF_MASK_LAYERS
        }
    }

    /// Levels of 32 trees at a time.
    var layerCount: Int {
        switch self {
        case .paths, .heaps: 0
        case .layers: 4
        case .deepLayers: 6
        }
    }

    var hasLayers: Bool { layerCount > 0 }

    /// Levels of a tree at most; nil when there is no limit.
    var depthMax: Int? {
        switch self {
        case .paths: nil
        case .heaps: Int(CF_MASK_LEVELS)
        case .layers, .deepLayers: layerCount + MaskTails.levelCount
        }
    }

    /// Trees of a run are a multiple of these.
    var lanes: Int { Int(hasLayers ? CF_MASK_TAIL_LANES : CF_MASK_LANES) }

    /// Trees of category tests do not go into layers.
    func fits(_ tree: RowTree, hasCategories: Bool) -> Bool {
        guard let depthMax else { return tree.splitCount <= Self.splitCountMax }
        return tree.depth <= depthMax && !(hasLayers && hasCategories)
    }

    /// What a tree costs a row: measured at 2.9 GHz (Zen 4, AVX2).
    var expectedNanoseconds: Double {
        switch self {
        case .paths, .heaps: 3.3
        case .layers: 1.7
        case .deepLayers: 3
        }
    }
}
