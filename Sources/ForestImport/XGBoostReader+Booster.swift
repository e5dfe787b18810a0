internal import Forest

extension XGBoostReader where Cursor: ~Copyable {
    private enum BoosterField: String {
        case name, model, gbtree
        case weightDrop = "weight_drop"
    }

    /// `gradient_booster`: of gbtree and gblinear it has the model itself, of dart it has a gbtree and the factors.
    mutating func readBooster(onProgress: (_ byteCount: Int) -> Void) throws(ImportError) {
        try members(of: BoosterField.self, required: [.name]) { reader, field throws(ImportError) in
            switch field {
            case .name: reader.model.booster.name = try reader.cursor.text()
            case .model: try reader.readModel(onProgress: onProgress)
            case .gbtree: try reader.readInnerBooster(onProgress: onProgress)
            case .weightDrop: reader.model.booster.weightDrop = try reader.cursor.floats()
            }
        }
    }

    private enum InnerField: String { case model }

    private mutating func readInnerBooster(onProgress: (_ byteCount: Int) -> Void) throws(ImportError) {
        try members(of: InnerField.self, required: [.model]) { reader, _ throws(ImportError) in
            try reader.readModel(onProgress: onProgress)
        }
    }

    private enum ModelField: String {
        case trees, weights, cats
        case parameters = "gbtree_model_param"
        case treeInfo = "tree_info"
        case iterationStarts = "iteration_indptr"
        case roundCount = "boosted_rounds"
        case linearParameters = "param"
    }

    private mutating func readModel(onProgress: (_ byteCount: Int) -> Void) throws(ImportError) {
        try members(of: ModelField.self, required: [], notesUnknown: true) { reader, field throws(ImportError) in
            switch field {
            case .trees: try reader.readTrees(onProgress: onProgress)
            case .weights: reader.model.booster.weights = try reader.cursor.floats()
            case .cats: try reader.readCategories()
            case .treeInfo: reader.model.booster.treeInfo = try reader.cursor.integers(Int.self)
            case .iterationStarts: reader.model.booster.iterationStarts = try reader.cursor.integers(Int.self)
            case .parameters, .roundCount, .linearParameters: try reader.cursor.skip()
            }
        }
    }

    private mutating func readTrees(onProgress: (_ byteCount: Int) -> Void) throws(ImportError) {
        try cursor.enterArray()
        var nodeCount = 0
        while try cursor.nextElement() {
            tree = model.booster.trees.count
            guard model.booster.trees.count < EnsembleLimits.treeCountMax else {
                throw cursor.error("more than \(EnsembleLimits.treeCountMax) trees")
            }
            let tree = try readTree()
            nodeCount += tree.nodeCount
            guard nodeCount <= EnsembleLimits.nodeCountMax else {
                throw cursor.error("the trees have more than \(EnsembleLimits.nodeCountMax) nodes")
            }
            model.booster.trees.append(tree)
            onProgress(cursor.offset)
        }
        tree = nil
    }

    private enum CategoriesField: String {
        case enc
        case segments = "feature_segments"
        case sortedIndices = "sorted_idx"
    }

    private mutating func readCategories() throws(ImportError) {
        try members(of: CategoriesField.self, required: [.enc]) { reader, field throws(ImportError) in
            guard field == .enc else { return try reader.cursor.skip() }
            try reader.cursor.enterArray()
            while try reader.cursor.nextElement() { reader.model.booster.categories.append(try reader.readFeatureCategories()) }
        }
    }

    private enum FeatureCategoriesField: String { case offsets, values, type }

    /// The names of one feature's categories: bytes of all texts with the offsets between them, or numbers with their type.
    private mutating func readFeatureCategories() throws(ImportError) -> XGBoostCategories {
        var offsets: [Int]?
        var values: [Int] = []
        var type: Int?
        try members(of: FeatureCategoriesField.self, required: [.values]) { reader, field throws(ImportError) in
            switch field {
            case .offsets: offsets = try reader.cursor.integers(Int.self)
            case .type: type = try reader.cursor.integer()
            case .values: values = try reader.cursor.integers(Int.self)
            }
        }
        if let offsets { return try texts(offsets, values) }
        guard let type, XGBoostModel.integerCategoriesTypes.contains(type) else {
            throw cursor.error("category names of an unknown type (texts and whole numbers are accepted)")
        }
        return .integers(values)
    }

    private func texts(_ offsets: [Int], _ characters: [Int]) throws(ImportError) -> XGBoostCategories {
        if offsets.isEmpty && characters.isEmpty { return .none }
        guard offsets.first == 0, offsets.last == characters.count,
            zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 })
        else {
            throw cursor.error("the offsets of the category names do not ascend from 0 to their \(characters.count) bytes")
        }
        let bytes = characters.map { UInt8(truncatingIfNeeded: $0) }
        var texts: [String] = []
        for (start, end) in zip(offsets, offsets.dropFirst()) {
            guard end - start <= ImportLimits.textByteCountMax, let text = String(validating: bytes[start..<end], as: UTF8.self)
            else {
                throw cursor.error(
                    "the name of category \(texts.count) is too long or not UTF-8 (XGBoost's Python package cuts names that are "
                        + "not ASCII short: train with codes, or with names in ASCII)")
            }
            texts.append(text)
        }
        return .texts(texts)
    }
}

extension XGBoostModel {
    // XGBoost numbers its kinds of JSON value; typed arrays of whole numbers are these.
    static let integerCategoriesTypes = 9...16

    /// Some of them are enough for an error.
    mutating func note(unknown member: String) {
        if unknownMembers.count < 8 { unknownMembers.insert(member) }
    }
}
