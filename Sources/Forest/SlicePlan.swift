internal import CForest

/// The tables of bit-sliced scoring (docs/kernels.md), derived from a forest; the same for every instruction set.
///
/// Addresses and counts only: whoever keeps the plan keeps the arena that it lies in.
@safe struct SlicePlan: @unchecked Sendable {
    private let plan: UnsafePointer<cf_slice>
    static let outputCountMax = Int(CF_SLICE_OUTPUTS_MAX)

    private let workPlace: UnsafePointer<SliceWork>
    let groupCount: Int

    /// nil when the forest's shape is not one for bit-slicing: no trees, too many outputs, trees or category sets that are too large.
    init?(_ forest: FlatForest, _ table: PredicateTable, leafCountMax: Int, arena: PlanArena) {
        guard forest.treeCount > 0, forest.leafCounts.allSatisfy({ $0 <= leafCountMax }),
            forest.outputCount <= Self.outputCountMax,
            let cut = TreeGroups(forest, table, predicateCountMax: Int(CF_SLICE_LINES_MAX))
        else { return nil }
        let groups = unsafe arena.allocate(cf_group.self, count: cut.runs.count)
        var work = SliceWork()
        work.hasFloat64Sums = forest.arithmetic.sumWidth == .float64
        for (index, run) in cut.runs.enumerated() {
            let columns = ColumnGroup(table, isUsed: table.predicates(of: run, in: forest))
            guard let group = unsafe Self.group(forest, table, run, columns, leafCountMax, arena, &work) else { return nil }
            unsafe groups[index] = group
        }
        let basesFirst = forest.aggregation.baseScorePlace == .first
        let starts = basesFirst ? forest.baseScores : [Double](repeating: 0, count: forest.outputCount)
        unsafe plan = arena.place(
            cf_slice(
                groups: UnsafePointer(groups), starts: arena.copy(starts), group_count: UInt32(cut.runs.count),
                feature_count: UInt32(forest.featureCount), output_count: UInt32(forest.outputCount),
                input_width: forest.arithmetic.inputWidth.rawValue, sum_width: forest.arithmetic.sumWidth.rawValue))
        unsafe workPlace = arena.place(work)
        groupCount = cut.runs.count
    }

    /// What it does.
    var work: SliceWork { unsafe workPlace.pointee }

    private static func group(
        _ forest: FlatForest, _ table: PredicateTable, _ trees: Range<Int>, _ columns: ColumnGroup,
        _ leafCountMax: Int, _ arena: PlanArena,
        _ work: inout SliceWork
    ) -> cf_group? {
        guard let laid = SliceColumns(columns, of: forest, arena: arena) else { return nil }
        var pieces = SlicePieces(forest, leafCountMax: leafCountMax)
        for tree in trees {
            let fits = pieces.append(tree: tree) { split in
                columns.lineOfPredicate[Int(table.predicateOfSplit[split])]
            }
            if !fits { return nil }
        }
        pieces.count(into: &work)
        work.lineCount += columns.lineCount
        work.columnCount += columns.numeric.count + columns.categorical.count
        work.chunkCount += laid.chunkCount
        return unsafe cf_group(
            tiles: laid.tiles, numeric: laid.numeric, categorical: laid.categorical, pieces: arena.copy(pieces.pieces),
            ops: arena.copy(pieces.ops), leaf_planes: arena.copy(pieces.leaves.planes),
            leaf_values: arena.copy(pieces.leaves.values), tile_count: UInt32(laid.tileCount),
            piece_count: UInt32(pieces.pieces.count), line_count: UInt32(columns.lineCount))
    }
}

extension SlicePlan {
    /// Margins of rows, before the aggregation's last step. No allocation.
    func addLeaves(
        rows: UnsafePointer<cf_rows>, instructionSet: InstructionSet, scratch: UnsafeMutableRawPointer,
        into margins: UnsafeMutablePointer<Double>
    ) {
        switch instructionSet {
        case .portable: unsafe cf_slice_portable(plan, rows, scratch, margins)
        #if arch(x86_64)
            case .avx2: unsafe cf_slice_avx2(plan, rows, scratch, margins)
            case .avx512: unsafe cf_slice_avx512(plan, rows, scratch, margins)
            case .avx512vbmi: unsafe cf_slice_avx512vbmi(plan, rows, scratch, margins)
        #elseif arch(arm64)
            case .neon: unsafe cf_slice_neon(plan, rows, scratch, margins)
        #endif
        default: preconditionFailure("an instruction set of this CPU")
        }
    }
}
