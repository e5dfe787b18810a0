/// A LightGBM text file's own numbers and names, before anything is made of them: what the import converts, and what a proof can
/// hold against the result.
struct LightGBMModel {
    /// Of the text format: `v2`, `v3` or `v4`.
    var version = ""
    /// `num_tree_per_iteration`: trees of one round, one for each output.
    var outputCount = 1
    var features: [LightGBMFeature] = []
    var objective = LightGBMObjective.custom
    /// A random forest: predictions are made of the mean of the rounds, not of their sum.
    var averagesOutput = false
    var trees: [LightGBMTree] = []
    /// The `categorical_feature` parameter; nil or empty where the file does not say.
    var categoricalFeatures: [Int]?
    /// `pandas_categorical`: category lists of a data frame's columns, in the order of the columns.
    var categoryLists: [[String]] = []

    var iterationCount: Int { trees.count / outputCount }
}
