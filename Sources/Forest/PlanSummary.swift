internal import CForest

/// What a scorer made of its forest, for a person to read.
public struct PlanSummary: Sendable {
    /// One design of plan.
    public struct Plan: Sendable {
        public var design: KernelChoice.Design
        /// What it consists of; nil when it was not made.
        public var contents: String?
        /// Why it was made, or was not.
        public var reason: String
    }

    /// What a call of `rowCount` rows takes.
    public struct Choice: Sendable {
        public var rowCount: Int
        public var design: KernelChoice.Design
        /// Estimated; nil where there is no estimate.
        public var nanosecondsPerRow: Double?
    }

    public var instructionSet: InstructionSet
    /// Distinct tests among the splits.
    public var predicateCount: Int
    public var splitCount: Int
    public var plans: [Plan]
    public var choices: [Choice]
    /// Bytes of all plans.
    public var byteCount: Int
    /// Nanoseconds that it took to make them.
    public var buildNanoseconds: UInt64

    /// Numbers of rows for which choices are shown.
    public static let rowCounts = [1, 8, 64, 1024, 100_000]
}

extension Scorer {
    /// The plans of this scorer, why each was made or not, and which a call takes.
    public var planSummary: PlanSummary {
        PlanSummary(
            instructionSet: fast?.instructionSet ?? .portable, predicateCount: fast?.predicateCount ?? 0,
            splitCount: forest.header.splitCount, plans: [slicePlan, nodePlan, maskPlan, rowPlan, codedPlan, walkPlan],
            choices: PlanSummary.rowCounts.map { rowCount in
                let choice = fast?.choice(rowCount: rowCount)
                return PlanSummary.Choice(
                    rowCount: rowCount, design: choice?.design ?? .walk, nanosecondsPerRow: choice?.nanosecondsPerRow)
            },
            byteCount: planByteCount, buildNanoseconds: buildNanoseconds)
    }

    private var slicePlan: PlanSummary.Plan {
        guard let slice = fast?.slice, let fast else {
            let leafCountMax = ReachPiece.leafCountMax(fast?.instructionSet ?? .portable)
            let reason =
                switch () {
                case _ where forest.treeCount == 0: "no trees"
                case _ where forest.outputCount > SlicePlan.outputCountMax: "more than \(SlicePlan.outputCountMax) outputs"
                case _ where (forest.leafCounts.max() ?? 0) > leafCountMax:
                    "a tree of more than \(leafCountMax) leaves, which walking suits better"
                default: "a tree asks too many different things, or has too many categories"
                }
            return PlanSummary.Plan(design: .slice, contents: nil, reason: reason)
        }
        let work = slice.work
        var contents =
            "\(work.lineCount) lines of \(work.columnCount) columns in \(slice.groupCount) \(slice.groupCount == 1 ? "group" : "groups"); "
            + "\(work.completeTreeCount) trees as multiplexers, \(work.otherTreeCount) as steps"
        if work.pieceCount > forest.treeCount { contents += " in \(work.pieceCount - work.completeTreeCount) pieces" }
        return PlanSummary.Plan(
            design: .slice, contents: contents,
            reason: fast.sliceRowCountMin == .max
                ? "not taken, since a block costs more than its rows one by one"
                : "from \(fast.sliceRowCountMin) rows on a block is cheaper than its rows")
    }

    private var nodePlan: PlanSummary.Plan {
        guard let nodes = fast?.nodes, let fast else {
            let reason =
                switch () {
                case _ where forest.treeCount == 0: "no trees"
                case _ where fast?.instructionSet != .avx512vbmi: "for CPUs with AVX-512 and VBMI"
                case _ where !NodePlan.pays(for: forest): "trees of few splits, which walking suits better"
                default:
                    "categorical splits, more than \(CF_NODE_COLUMNS_MAX) columns, or trees of more than 8 levels and 32 leaves"
                }
            return PlanSummary.Plan(design: .nodes, contents: nil, reason: reason)
        }
        let counts = nodes.treeCounts
        return PlanSummary.Plan(
            design: .nodes,
            contents: "\(nodes.columnCount) columns; "
                + "\(counts.heap) trees of 6 levels, \(counts.deep) of 8, \(counts.match) by patterns of answers",
            reason: fewRowsReason(fast))
    }

    private var maskPlan: PlanSummary.Plan {
        if fast?.nodes != nil {
            return PlanSummary.Plan(design: .masks, contents: nil, reason: "nodes takes its place")
        }
        guard let masks = fast?.masks, let fast else {
            let reason =
                switch () {
                case _ where forest.treeCount == 0: "no trees"
                case _ where !MaskPlan.suits(fast?.instructionSet ?? .portable): "for CPUs with AVX2 and a fast pdep"
                default:
                    "more than \(CF_MASK_COLUMNS_MAX) columns, trees of more than \(MaskForm.deepLayers.depthMax ?? 0) levels and "
                        + "\(MaskForm.splitCountMax + 1) leaves, or too many categories"
                }
            return PlanSummary.Plan(design: .masks, contents: nil, reason: reason)
        }
        let counts = masks.treeCounts
        return PlanSummary.Plan(
            design: .masks,
            contents: "\(masks.columnCount) columns; \(counts.layers) trees in layers of \(CF_MASK_LAYER_LANES), "
                + "\(counts.heaps) of \(CF_MASK_LEVELS) levels one by one, \(counts.paths) as chains",
            reason: fewRowsReason(fast))
    }

    private func fewRowsReason(_ fast: FastPlans) -> String {
        fast.slice == nil ? "for calls of few rows" : "for calls of few rows, and the rest of a last block"
    }

    private var rowPlan: PlanSummary.Plan {
        if fast?.nodes != nil {
            return PlanSummary.Plan(design: .rows, contents: nil, reason: "nodes takes its place")
        }
        if fast?.masks != nil {
            return PlanSummary.Plan(design: .rows, contents: nil, reason: "masks takes its place")
        }
        guard let rows = fast?.rows, let fast else {
            return PlanSummary.Plan(
                design: .rows, contents: nil, reason: forest.treeCount == 0 ? "no trees" : "a tree asks too many different things"
            )
        }
        return PlanSummary.Plan(
            design: .rows, contents: "\(rows.answerCount) answers of \(rows.columnCount) columns",
            reason: fewRowsReason(fast))
    }

    private var codedPlan: PlanSummary.Plan {
        guard fast?.coded != nil, let fast else {
            return PlanSummary.Plan(
                design: .coded, contents: nil,
                reason: fast?.slice != nil ? "slicing suits the forest" : "categorical splits, or more than 256 columns")
        }
        return PlanSummary.Plan(
            design: .coded, contents: "\(forest.nodeCount) nodes of 4 bytes", reason: "from \(fast.codedRowCountMin) rows on")
    }

    private var walkPlan: PlanSummary.Plan {
        PlanSummary.Plan(
            design: .walk, contents: "\(forest.nodeCount) nodes of \(narrow == nil ? 16 : 8) bytes",
            reason: "for leaf ids, and where no other plan takes the rows")
    }
}
