/// One tree as the file has it: a number per split or leaf in the file's order, nothing rounded or reordered.
///
/// Node numbers are the file's: a child of 0 or above is that split, a child below is the leaf `-1 - child`. Split 0 is the root; a tree
/// of one leaf has no splits.
struct LightGBMTree {
    /// Of its `Tree=` line.
    var byteOffset: Int
    var splitFeatures: [Int32] = []
    /// Empty when the file has none.
    var splitGains: [Double] = []
    /// Of a categorical split: the number of its category set.
    var thresholds: [Double] = []
    var decisionTypes: [UInt8] = []
    var leftChildren: [Int32] = []
    var rightChildren: [Int32] = []
    var leafValues: [Double] = []
    /// Set i has the words `categoryBoundaries[i] ..< categoryBoundaries[i + 1]`; empty when there is no set.
    var categoryBoundaries: [Int] = []
    var categoryWords: [UInt32] = []

    var splitCount: Int { splitFeatures.count }
    var categorySetCount: Int { max(0, categoryBoundaries.count - 1) }
}

/// A split's `decision_type`.
struct LightGBMDecision {
    var bits: UInt8

    enum MissingType: UInt8 {
        case none = 0
        case zero = 1
        case nan = 2
    }

    var isCategorical: Bool { bits & 1 != 0 }
    var defaultLeft: Bool { bits & 2 != 0 }
    /// nil for the one number that means nothing.
    var missingType: MissingType? { MissingType(rawValue: bits >> 2 & 3) }
}
