internal import Bundles
internal import Forest

/// The lines before the first tree.
struct LightGBMHeader {
    /// The keys that LightGBM of any release since 2.1 writes.
    private enum Key: String {
        case version
        case classCount = "num_class"
        case outputCount = "num_tree_per_iteration"
        case labelIndex = "label_index"
        case featureIndexMax = "max_feature_idx"
        case objective
        case averagesOutput = "average_output"
        case featureNames = "feature_names"
        case monotoneConstraints = "monotone_constraints"
        case featureInfos = "feature_infos"
        case treeSizes = "tree_sizes"
    }

    private var values: [Key: Range<Int>] = [:]
    private let text: LightGBMText

    /// The header into `model`; `treeByteCounts` is what `tree_sizes` says. Leaves `text` at the line that ends the header.
    static func read(
        _ text: inout LightGBMText, into model: inout LightGBMModel
    ) throws(ImportError) -> [Int]? {
        guard let first = text.nextLine(), text.begins(first.all, with: "tree"), first.all.count == 4 else {
            throw ImportError(
                byteOffset: 0,
                reason:
                    "does not begin with the line \"tree\"; accepted is what LightGBM's booster.save_model(\"model.txt\") writes "
                    + "(not dump_model's JSON, not a pickle)")
        }
        let values = try readLines(&text)
        let header = LightGBMHeader(values: values, text: text)
        try header.readFrame(into: &model)
        try header.readFeatures(into: &model)
        guard let sizes = values[.treeSizes] else { return nil }
        return try text.integers(sizes, count: text.parts(of: sizes).count, in: 0...text.byteCount, place(.treeSizes))
    }

    private init(values: [Key: Range<Int>], text: LightGBMText) {
        self.values = values
        self.text = text
    }

    private static func readLines(_ text: inout LightGBMText) throws(ImportError) -> [Key: Range<Int>] {
        var values: [Key: Range<Int>] = [:]
        while let line = text.nextLine(), line.isTerminated {
            if line.isEmpty { continue }
            if LightGBMReader.endsHeader(line, text) {
                text.goBack(to: line)
                return values
            }
            guard line.key.count <= 32, let name = text.string(line.key), let key = Key(rawValue: name) else {
                throw ImportError(
                    byteOffset: line.key.lowerBound,
                    reason: "found the line \(text.excerpt(line.key)), which no release of LightGBM writes before the trees")
            }
            guard values.updateValue(line.value, forKey: key) == nil else {
                throw place(key).error(line.key.lowerBound, "stands twice")
            }
        }
        throw ImportError(byteOffset: text.byteCount, reason: "the file ends before its trees: it was cut off")
    }

    private func readFrame(into model: inout LightGBMModel) throws(ImportError) {
        let version = try value(.version)
        model.version = text.string(version) ?? ""
        guard ["v2", "v3", "v4"].contains(model.version) else {
            throw Self.place(.version).error(
                version.lowerBound, "found \(text.excerpt(version)), expected v2, v3 or v4 (LightGBM 2.1 to 4.x)")
        }
        model.outputCount = try text.integer(
            value(.outputCount), in: 1...EnsembleLimits.outputCountMax, Self.place(.outputCount))
        model.averagesOutput = values[.averagesOutput] != nil
        if let objective = values[.objective] {
            guard let spelled = text.string(objective) else {
                throw Self.place(.objective).error(objective.lowerBound, "is not UTF-8")
            }
            do throws(LightGBMObjective.Refusal) {
                model.objective = try LightGBMObjective(spelled)
            } catch {
                throw Self.place(.objective).error(objective.lowerBound, error.reason)
            }
        }
        try checkObjective(model)
    }

    private func checkObjective(_ model: LightGBMModel) throws(ImportError) {
        let objective = model.objective
        let start = values[.objective]?.lowerBound
        if let count = objective.classCount, count != model.outputCount {
            throw Self.place(.objective).error(
                start, "has \(count) classes where num_tree_per_iteration is \(model.outputCount)")
        }
        guard objective.task != .multiclass || objective.classCount != nil else {
            throw Self.place(.objective).error(start, "\"\(objective.text.prefix(40))\" lacks num_class:")
        }
        guard objective.task == .multiclass || objective.text == "custom" || objective.text == "none" || model.outputCount == 1
        else {
            throw Self.place(.objective).error(
                start, "\"\(objective.text.prefix(40))\" has one output, where num_tree_per_iteration is \(model.outputCount)")
        }
        // What LightGBM 2.1 wrote cannot be told from what 2.2 wrote.
        let isIdentity = objective.objective == .identity || objective.objective == .squaredError
        guard !model.averagesOutput || model.version != "v2" || isIdentity else {
            throw Self.place(.averagesOutput).error(
                values[.averagesOutput]?.lowerBound,
                "a random forest of \(objective.text.prefix(40)) in a file of version v2: LightGBM 2.1 kept predictions in the leaves, 2.2 "
                    + "margins, and the file does not say which; load it in LightGBM 3 or later, check its predictions, and save it again"
            )
        }
    }

    private func readFeatures(into model: inout LightGBMModel) throws(ImportError) {
        let names = text.parts(of: try value(.featureNames))
        let infos = text.parts(of: try value(.featureInfos))
        let indexMax = try text.integer(
            value(.featureIndexMax), in: 0...(EnsembleLimits.featureCountMax - 1), Self.place(.featureIndexMax))
        for (key, parts) in [(Key.featureNames, names), (.featureInfos, infos)] where parts.count != indexMax + 1 {
            throw Self.place(key).error(
                values[key]?.lowerBound, "has \(parts.count) entries where max_feature_idx needs \(indexMax + 1)")
        }
        var seen: Set<String> = []
        for (name, info) in zip(names, infos) {
            guard name.count <= ImportLimits.textByteCountMax, let spelled = text.string(name) else {
                throw Self.place(.featureNames).error(
                    name.lowerBound, "a name is not UTF-8 of at most \(ImportLimits.textByteCountMax) bytes")
            }
            guard seen.insert(spelled).inserted else {
                throw Self.place(.featureNames).error(name.lowerBound, "two features are named \(text.excerpt(name))")
            }
            model.features.append(LightGBMFeature(name: spelled, values: LightGBMFeature.values(text, info)))
        }
    }

    private func value(_ key: Key) throws(ImportError) -> Range<Int> {
        guard let range = values[key] else { throw ImportError(field: key.rawValue, reason: "the file has no such line") }
        return range
    }

    private static func place(_ key: Key) -> LightGBMPlace { LightGBMPlace(tree: nil, field: key.rawValue) }
}
