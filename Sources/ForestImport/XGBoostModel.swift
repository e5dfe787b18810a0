/// An XGBoost model file as it is spelled: its own arrays, checked to be of one length where they belong together, and nothing computed.
///
/// What a conversion makes of them, and a proof that the conversion was faithful, both start from here.
struct XGBoostModel: Sendable {
    /// Major, minor and patch of the release that wrote the file.
    var version: [Int] = []
    var learner = Learner()
    var booster = Booster()
    /// Members of trees and of the booster whose meaning this version does not know.
    var unknownMembers: Set<String> = []

    struct Learner: Sendable {
        var objective = ""
        /// As the file has it, before any link: one, or one for each output.
        var baseScores: [Float] = []
        var featureCount = 0
        /// 0 unless the model tells classes apart.
        var classCount = 0
        var targetCount = 1
        /// Empty when the model was trained without; else one for each feature.
        var featureNames: [String] = []
        var featureTypes: [String] = []
        /// The last iteration that early stopping would keep, where the file says so.
        var bestIteration: Int?
    }

    struct Booster: Sendable {
        /// `gbtree`, `dart` or `gblinear`.
        var name = ""
        var trees: [XGBoostTree] = []
        /// The output of each tree.
        var treeInfo: [Int] = []
        /// Where each iteration begins in `trees`; empty before release 2.0.
        var iterationStarts: [Int] = []
        /// Of dart: one factor for each tree.
        var weightDrop: [Float] = []
        /// Of gblinear: `weights[feature * outputCount + output]`, and the biases last.
        var weights: [Float] = []
        /// The category names of each feature; empty when the file has none (before release 3.1, or not trained from a data frame).
        var categories: [XGBoostCategories] = []
    }
}

/// One tree of an XGBoost file.
struct XGBoostTree: Sendable {
    /// `tree_param.num_nodes`; every array of nodes has this length.
    var nodeCount = 0
    /// `tree_param.size_leaf_vector`: above 1, leaves hold one value for each output.
    var leafWidth = 0
    /// -1 at a leaf.
    var leftChildren: [Int32] = []
    /// Of vector leaves since release 3.2 the leaf's place in `leafWeights`.
    var rightChildren: [Int32] = []
    /// `deletedMark` at a node that pruning took out of the tree.
    var splitIndices: [Int32] = []
    /// The threshold, and at a leaf its value.
    var splitConditions: [Float] = []
    var defaultLeft: [Bool] = []
    /// true at a split by categories; empty before release 1.3.
    var splitTypes: [Bool] = []
    /// The lists of all splits by categories; `categoryNodes` ascend, and each has a segment.
    var categories: [Int32] = []
    var categoryNodes: [Int32] = []
    var categorySegments: [Int] = []
    var categorySizes: [Int] = []
    /// Gain of each split; empty where the file has none (vector leaves before release 3.2).
    var lossChanges: [Float] = []
    /// Of vector leaves: `leafWidth` numbers for each node, before release 3.2 the leaves' values.
    var baseWeights: [Float] = []
    /// Of vector leaves since release 3.2: `leafWidth` numbers for each leaf.
    var leafWeights: [Float] = []

    static let deletedMark = Int32.max

    var hasVectorLeaves: Bool { leafWidth > 1 }
}

/// The names of one feature's categories in the order of their codes; none for a feature without.
enum XGBoostCategories: Sendable {
    case none
    case texts([String])
    case integers([Int])
}
