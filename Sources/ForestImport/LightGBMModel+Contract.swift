internal import Tabular

extension LightGBMModel {
    /// Names, and category lists of data frames.
    func contract() throws(ImportError) -> FeatureContract {
        let columns = try categoryColumns()
        var features = self.features.map { Feature(name: $0.name, kind: .numeric, transforms: [.identity]) }
        for (column, names) in zip(columns, categoryLists) {
            features[column] = Feature(name: features[column].name, kind: .categorical, transforms: [.categoryMap(names)])
        }
        return FeatureContract(features: features, missingMarkers: FeatureContract.defaultMissingMarkers, policy: .observe)
    }

    /// The feature of each of `categoryLists`. The file does not say; it is sure only when there are as many categorical features as lists.
    private func categoryColumns() throws(ImportError) -> [Int] {
        guard !categoryLists.isEmpty else { return [] }
        var columns = categoricalColumns()
        if columns.count != categoryLists.count, let named = categoricalFeatures, Set(named).isSuperset(of: columns),
            named.allSatisfy(features.indices.contains)
        {
            columns = Set(named).sorted()
        }
        guard columns.count == categoryLists.count else {
            throw refusal(
                "has \(categoryLists.count) category lists where \(columns.count) features are categorical: the file does not say which "
                    + "column a list belongs to; train with columns of type category that are not ordered and not constant, or with "
                    + "codes of your own")
        }
        for (list, column) in columns.enumerated() {
            guard case .categories(let largest) = features[column].values, largest >= categoryLists[list].count else { continue }
            throw refusal(
                "list \(list) has \(categoryLists[list].count) categories, but feature \(features[column].name) has the code "
                    + "\(largest)")
        }
        return columns
    }

    private func refusal(_ reason: String) -> ImportError { ImportError(field: "pandas_categorical", reason: reason) }

    /// Features that were categorical in training: by `feature_infos`, or by their splits.
    private func categoricalColumns() -> [Int] {
        var isCategorical = features.map { feature in
            if case .categories = feature.values { true } else { false }
        }
        for tree in trees {
            for (feature, bits) in zip(tree.splitFeatures, tree.decisionTypes)
            where LightGBMDecision(bits: bits).isCategorical && features.indices.contains(Int(feature)) {
                isCategorical[Int(feature)] = true
            }
        }
        return isCategorical.indices.filter { isCategorical[$0] }
    }
}
