internal import Bundles
internal import Tabular

extension XGBoostConversion {
    /// Names as the file has them, or XGBoost's own (f0, f1, ...). Features whose categories have names take those; numbers that are
    /// codes already stay numbers.
    func contract() throws(ImportError) -> FeatureContract {
        let learner = model.learner
        let count = learner.featureCount
        guard (1...BundleLimits.featureCountMax).contains(count) else {
            throw ImportError(
                field: "num_feature", reason: "\(count) features (accepted: 1 to \(BundleLimits.featureCountMax))")
        }
        for (field, entries) in [
            ("feature_names", learner.featureNames.count), ("feature_types", learner.featureTypes.count),
            ("cats", model.booster.categories.count),
        ] where entries != 0 && entries != count {
            throw ImportError(field: field, reason: "has \(entries) entries for \(count) features")
        }
        let names = learner.featureNames.isEmpty ? (0..<count).map { "f\($0)" } : learner.featureNames
        var seen: Set<String> = []
        for (index, name) in names.enumerated() {
            guard !name.isEmpty else { throw ImportError(field: "feature_names", reason: "feature \(index) has an empty name") }
            guard seen.insert(name).inserted else {
                throw ImportError(field: "feature_names", reason: "two features are named \"\(name.prefix(64))\"")
            }
        }
        var features: [Feature] = []
        for (index, name) in names.enumerated() {
            let categories = model.booster.categories.isEmpty ? [] : try texts(of: model.booster.categories[index], index)
            features.append(
                categories.isEmpty
                    ? Feature(name: name, kind: .numeric, transforms: [.identity])
                    : Feature(name: name, kind: .categorical, transforms: [.categoryMap(categories)]))
        }
        return FeatureContract(features: features, missingMarkers: FeatureContract.defaultMissingMarkers, policy: .observe)
    }

    private func texts(of categories: XGBoostCategories, _ feature: Int) throws(ImportError) -> [String] {
        let texts =
            switch categories {
            case .none: [String]()
            case .texts(let texts): texts
            case .integers(let numbers): numbers.map { String($0) }
            }
        guard Set(texts).count == texts.count else {
            throw ImportError(field: "cats", reason: "two categories of feature \(feature) have the same name")
        }
        return texts
    }
}
