/// The settings of gradient boosting. Names are XGBoost's and LightGBM's where they agree.
public struct TrainingParameters: Sendable, Equatable {
    public var treeCount = 100
    public var learningRate = 0.1
    /// Splits on a path at most; 0 is no limit.
    public var maxDepth = 0
    public var maxLeaves = 31
    public var maxBins = 255
    public var lambda = 1.0
    public var minChildWeight = 1e-3
    public var minChildRows = 20
    public var minGain = 0.0
    /// Share of rows that each tree sees.
    public var subsample = 1.0
    /// Share of features that each tree sees.
    public var columnSample = 1.0
    /// Rounds without a better validation loss after which training stops; 0 is never.
    public var earlyStoppingRounds = 0
    /// Brakes on splits of categories, which can pick any subset and so fit noise; features of at most four categories go without.
    /// Added to a category's hessian where categories are put in order (LightGBM's cat_smooth); one with fewer rows is in no set.
    public var categorySmoothing = 10.0
    /// Added to lambda in the children of a split of categories (cat_l2).
    public var categoryLambda = 10.0
    /// Categories in a set at most (max_cat_threshold).
    public var maxCategoriesPerSplit = 32
    /// Rows that each further step of a set must bring (min_data_per_group); a hundredth of the tree's rows where that is less.
    public var minCategoryGroupRows = 100
    /// Memory for the histograms of a tree in growth; with less than it would like, training takes longer and gives the same bits.
    public var histogramByteCountMax = 1 << 30
    public var seed: UInt64 = 0
    public var threadCount = 1

    public init() {}
}
