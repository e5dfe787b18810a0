internal import CForest

/// The columns of a group as kernels read them: tiles of sixteen features side by side, each with its columns.
@safe struct SliceColumns {
    let tiles: UnsafePointer<cf_tile>
    let tileCount: Int
    let numeric: UnsafePointer<cf_numeric>
    let categorical: UnsafePointer<cf_categorical>
    /// Parts of category sets.
    let chunkCount: Int

    /// nil when a categorical column has too many codes.
    init?(_ columns: ColumnGroup, of forest: FlatForest, arena: PlanArena) {
        let numeric = unsafe arena.allocate(cf_numeric.self, count: columns.numeric.count)
        for (index, column) in columns.numeric.enumerated() {
            unsafe numeric[index] = cf_numeric(
                column, hasFloat64Inputs: forest.arithmetic.inputWidth == .float64, arena: arena)
        }
        let categorical = unsafe arena.allocate(cf_categorical.self, count: columns.categorical.count)
        var chunkCount = 0
        for (index, column) in columns.categorical.enumerated() {
            guard let made = unsafe cf_categorical(column, of: forest, arena: arena) else { return nil }
            unsafe categorical[index] = made
            for line in unsafe 0..<Int(made.line_count) { unsafe chunkCount += Int(made.lines[line].chunk_count) }
        }
        self.chunkCount = chunkCount
        let tiles = Self.tiles(columns, featureCount: forest.featureCount)
        tileCount = tiles.count
        unsafe self.tiles = arena.copy(tiles)
        unsafe self.numeric = UnsafePointer(numeric)
        unsafe self.categorical = UnsafePointer(categorical)
    }

    // Columns ascend by feature, so a tile's lie side by side.
    private static func tiles(_ columns: ColumnGroup, featureCount: Int) -> [cf_tile] {
        let width = Int(CF_SLICE_TILE_FEATURES)
        var tiles: [cf_tile] = []
        var numeric = 0
        var categorical = 0
        while numeric < columns.numeric.count || categorical < columns.categorical.count {
            let next = [
                numeric < columns.numeric.count ? columns.numeric[numeric].feature : .max,
                categorical < columns.categorical.count ? columns.categorical[categorical].feature : .max,
            ]
            let first = min(next[0], next[1]) / width * width
            var tile = cf_tile()
            tile.first_feature = UInt32(first)
            tile.feature_count = UInt32(min(width, featureCount - first))
            tile.first_numeric = UInt32(numeric)
            tile.first_categorical = UInt32(categorical)
            while numeric < columns.numeric.count, columns.numeric[numeric].feature < first + width { numeric += 1 }
            while categorical < columns.categorical.count, columns.categorical[categorical].feature < first + width {
                categorical += 1
            }
            tile.numeric_count = UInt32(numeric) - tile.first_numeric
            tile.categorical_count = UInt32(categorical) - tile.first_categorical
            tiles.append(tile)
        }
        return tiles
    }
}
