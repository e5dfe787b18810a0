/// What all nodes of a plan have in common.
struct PlanLayout: BitwiseCopyable, Sendable {
    /// Narrow nodes: the bits of a link that are the word; the child's number lies above.
    let wordBitCount: UInt32
    /// The bits of a word that are the feature times 4.
    let featureMask: UInt32
    /// Wide nodes: whether inputs are rounded to float32 first.
    let roundsInputs: Bool

    init(featureCount: Int, roundsInputs: Bool) {
        let featureBitCount = UInt32(Int.bitWidth - (featureCount - 1).leadingZeroBitCount)
        wordBitCount = featureBitCount + 2
        featureMask = ((1 << featureBitCount) - 1) << 2
        self.roundsInputs = roundsInputs
    }
}
