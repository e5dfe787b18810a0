internal import CForest

/// Where the features that columns are made of lie when sixteen are loaded at once.
struct NodeSlots {
    /// By column.
    private(set) var slotOfColumn: [Int] = []
    /// Features that are brought together first; nil when tiles of the row itself cover them.
    private var features: [UInt32]?
    private var tiles: [cf_node_tile] = []

    /// `featureOfColumn`: of at most CF_NODE_SLOTS_MAX columns.
    init(_ featureOfColumn: [Int]) {
        let used = Set(featureOfColumn).sorted()
        let slots = Self.slots(of: used, &tiles)
        if let slots {
            slotOfColumn = featureOfColumn.map { slots[$0]! }
        } else {
            features = used.map { UInt32($0) }
            let together = Self.slots(of: Array(used.indices), &tiles)
            precondition(together != nil, "no more features than slots")
            slotOfColumn = featureOfColumn.map { feature in together![used.firstIndex(of: feature)!]! }
        }
    }

    // By place: its slot. Tiles begin where the last one does not reach; nil when that takes too many.
    private static func slots(of places: [Int], _ tiles: inout [cf_node_tile]) -> [Int: Int]? {
        tiles = []
        var slots: [Int: Int] = [:]
        for place in places {
            if tiles.last.map({ place >= Int($0.first) + Int(CF_NODE_TILE_SLOTS) }) ?? true {
                if tiles.count == Int(CF_NODE_TILES_MAX) { return nil }
                tiles.append(cf_node_tile(first: UInt32(place), mask: 0))
            }
            let last = tiles.count - 1
            let offset = place - Int(tiles[last].first)
            tiles[last].mask |= 1 << UInt32(offset)
            slots[place] = last * Int(CF_NODE_TILE_SLOTS) + offset
        }
        return slots
    }

    func store(in columns: inout cf_node_columns, _ arena: PlanArena) {
        unsafe columns.tile_count = UInt32(tiles.count)
        unsafe withUnsafeMutableBytes(of: &columns.tiles) { bytes in
            for (index, tile) in tiles.enumerated() {
                unsafe bytes.storeBytes(of: tile, toByteOffset: index * MemoryLayout<cf_node_tile>.stride, as: cf_node_tile.self)
            }
        }
        guard let features else { return }
        unsafe columns.features = arena.copy(features)
        unsafe columns.feature_count = UInt32(features.count)
    }
}
