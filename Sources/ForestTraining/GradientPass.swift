// From the state that a loss pass left to the fixed-point pairs of a tree: by table row, gathered in the order of the rows, and summed.

/// Where the pairs of a chunk's rows go.
@unsafe struct PairTarget {
    var byRow: UnsafeMutablePointer<FixedPair>
    var gathered: UnsafeMutablePointer<FixedPair>
}

/// Classes: gradient p - y, hessian p (1 - p) times `hessianFactor`; y is whether the label is `label`.
func classGradients(
    rows: UnsafePointer<UInt32>, count: Int, probabilities: UnsafePointer<Float>, labels: UnsafePointer<UInt32>, label: UInt32,
    hessianFactor: Double, fixedPoint: FixedPoint, into target: PairTarget
) -> FixedPair {
    var sums = FixedPair.zero
    for index in 0..<count {
        let row = Int(unsafe rows[index])
        let probability = Double(unsafe probabilities[row])
        let gradient = unsafe labels[row] == label ? probability - 1 : probability
        let pair = fixedPoint.pair(gradient: gradient, hessian: hessianFactor * probability * (1 - probability))
        unsafe target.byRow[row] = pair
        unsafe target.gathered[index] = pair
        sums = sums &+ pair
    }
    return sums
}

/// Values: the gradient is the residual, the hessian 1.
func residualGradients(
    rows: UnsafePointer<UInt32>, count: Int, residuals: UnsafePointer<Float>, fixedPoint: FixedPoint, into target: PairTarget
) -> FixedPair {
    var sums = FixedPair.zero
    for index in 0..<count {
        let row = Int(unsafe rows[index])
        let pair = unsafe fixedPoint.pair(gradient: Double(residuals[row]), hessian: 1)
        unsafe target.byRow[row] = pair
        unsafe target.gathered[index] = pair
        sums = sums &+ pair
    }
    return sums
}
