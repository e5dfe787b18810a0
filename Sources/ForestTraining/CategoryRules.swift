/// Brakes on categorical splits, for one tree: see the parameters of these names.
struct CategoryRules {
    let smoothing: Double
    let extraLambda: Double
    let setSizeMax: Int
    let groupRowsMin: Int64
    /// Features with at most this many categories are split without the brakes (max_cat_to_onehot).
    static let fewCategories = 4

    /// For a tree of this many rows.
    init(parameters: TrainingParameters, rowCount: Int) {
        smoothing = parameters.categorySmoothing
        extraLambda = parameters.categoryLambda
        setSizeMax = parameters.maxCategoriesPerSplit
        groupRowsMin = Int64(min(parameters.minCategoryGroupRows, max(1, rowCount / 100)))
    }
}
