/// The best split of a node by one feature.
struct SplitCandidate: BitwiseCopyable {
    /// What the split adds to the node's score; 0 is no split.
    var gain = 0.0
    var feature = -1
    /// Numeric: bins up to this one go left. Categorical: -1.
    var lastLeftBin = -1
    /// Every bin that goes left, the missing one among them.
    var leftBins = BinSet()
    var left = FixedPair.zero
    /// Added to lambda for the children of this split.
    var extraLambda = 0.0
}
