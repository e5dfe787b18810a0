internal import Forest

extension XGBoostReader where Cursor: ~Copyable {
    private enum TreeField: String {
        case categories, id, parents
        case baseWeights = "base_weights"
        case categoryNodes = "categories_nodes"
        case categorySegments = "categories_segments"
        case categorySizes = "categories_sizes"
        case defaultLeft = "default_left"
        case leafChildCounts = "leaf_child_counts"
        case leafWeights = "leaf_weights"
        case leftChildren = "left_children"
        case lossChanges = "loss_changes"
        case rightChildren = "right_children"
        case splitConditions = "split_conditions"
        case splitIndices = "split_indices"
        case splitTypes = "split_type"
        case sumHessian = "sum_hessian"
        case parameters = "tree_param"
    }

    /// The tree that is the current value; its arrays have the lengths that they must have.
    mutating func readTree() throws(ImportError) -> XGBoostTree {
        var tree = XGBoostTree()
        let opening = cursor.offset
        try members(
            of: TreeField.self,
            required: [.defaultLeft, .leftChildren, .rightChildren, .splitConditions, .splitIndices, .parameters],
            notesUnknown: true
        ) { reader, field throws(ImportError) in
            switch field {
            case .categories: tree.categories = try reader.cursor.integers(Int32.self)
            case .categoryNodes: tree.categoryNodes = try reader.cursor.integers(Int32.self)
            case .categorySegments: tree.categorySegments = try reader.cursor.integers(Int.self)
            case .categorySizes: tree.categorySizes = try reader.cursor.integers(Int.self)
            case .defaultLeft: tree.defaultLeft = try reader.cursor.flags()
            case .leftChildren: tree.leftChildren = try reader.cursor.integers(Int32.self)
            case .rightChildren: tree.rightChildren = try reader.cursor.integers(Int32.self)
            case .splitConditions: tree.splitConditions = try reader.cursor.floats()
            case .splitIndices: tree.splitIndices = try reader.cursor.integers(Int32.self)
            case .splitTypes: tree.splitTypes = try reader.cursor.flags()
            case .lossChanges: tree.lossChanges = try reader.cursor.floats()
            case .baseWeights: tree.baseWeights = try reader.cursor.floats()
            case .leafWeights: tree.leafWeights = try reader.cursor.floats()
            case .parameters: (tree.nodeCount, tree.leafWidth) = try reader.readTreeParameters()
            case .id, .parents, .leafChildCounts, .sumHessian: try reader.cursor.skip()
            }
        }
        try checkLengths(of: tree, opening)
        // Needed for vector leaves only, and as large as all the rest.
        if !tree.hasVectorLeaves { tree.baseWeights = [] }
        return tree
    }

    private enum TreeParameterField: String {
        case nodeCount = "num_nodes"
        case leafWidth = "size_leaf_vector"
    }

    private mutating func readTreeParameters() throws(ImportError) -> (nodeCount: Int, leafWidth: Int) {
        var (nodeCount, leafWidth) = (0, 0)
        try members(of: TreeParameterField.self, required: [.nodeCount]) { reader, field throws(ImportError) in
            switch field {
            case .nodeCount: nodeCount = try reader.count()
            case .leafWidth: leafWidth = try reader.count()
            }
        }
        guard leafWidth <= EnsembleLimits.outputCountMax else {
            throw cursor.error("leaves of \(leafWidth) values; \(EnsembleLimits.outputCountMax) are accepted")
        }
        return (nodeCount, leafWidth)
    }

    private func checkLengths(of tree: XGBoostTree, _ opening: Int) throws(ImportError) {
        func check(_ field: TreeField, _ count: Int, _ expected: Int) throws(ImportError) {
            guard count == expected else {
                throw ImportError(
                    byteOffset: opening, field: field.rawValue, reason: "has \(count) entries, expected \(expected)")
            }
        }
        let nodeCount = tree.nodeCount
        try check(.leftChildren, tree.leftChildren.count, nodeCount)
        try check(.rightChildren, tree.rightChildren.count, nodeCount)
        try check(.splitIndices, tree.splitIndices.count, nodeCount)
        try check(.splitConditions, tree.splitConditions.count, nodeCount)
        try check(.defaultLeft, tree.defaultLeft.count, nodeCount)
        if !tree.splitTypes.isEmpty { try check(.splitTypes, tree.splitTypes.count, nodeCount) }
        if !tree.lossChanges.isEmpty { try check(.lossChanges, tree.lossChanges.count, nodeCount) }
        try check(.categorySegments, tree.categorySegments.count, tree.categoryNodes.count)
        try check(.categorySizes, tree.categorySizes.count, tree.categoryNodes.count)
        if tree.hasVectorLeaves, tree.leafWeights.isEmpty {
            try check(.baseWeights, tree.baseWeights.count, nodeCount * tree.leafWidth)
        }
    }
}
