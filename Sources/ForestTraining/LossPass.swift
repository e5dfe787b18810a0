internal import Glibc

/// The sum of a chunk's losses, and the largest gradient in it.
struct ChunkLoss: BitwiseCopyable {
    var sum = 0.0
    var gradientMax = 0.0
}

// Each pass takes rows of one chunk and, when `state` is given, leaves there what the gradients need: the probability of the class, or
// the residual. Margins, labels and state are indexed by table row.

/// Log loss of a logistic model; `state` becomes the probability of class 1.
func logisticLoss(
    rows: UnsafePointer<UInt32>, count: Int, margins: UnsafePointer<Float>, labels: UnsafePointer<UInt32>,
    state: UnsafeMutablePointer<Float>?
) -> ChunkLoss {
    var loss = ChunkLoss()
    // The sum of log(1 + e) over rows is the log of the product; a factor is at most 2, so 512 of them do not overflow.
    var product = 1.0
    for index in 0..<count {
        let row = Int(unsafe rows[index])
        let margin = Double(unsafe margins[row])
        let e = exponential(ofNonPositive: -abs(margin))
        let isPositive = unsafe labels[row] != 0
        if let state = unsafe state { unsafe state[row] = Float((margin < 0 ? e : 1) / (1 + e)) }
        // -log p = log(1 + e^-|m|), and |m| more where the margin's sign is wrong.
        if (margin > 0) != isPositive { loss.sum += abs(margin) }
        product *= 1 + e
        if index & 511 == 511 {
            loss.sum += log(product)
            product = 1
        }
    }
    loss.sum += log(product)
    return loss
}

/// Log loss of a softmax model; `state` becomes the probability of each class. Both it and `margins` have a plane of `planeCount` numbers
/// for each class.
func softmaxLoss(
    rows: UnsafePointer<UInt32>, count: Int, margins: UnsafePointer<Float>, labels: UnsafePointer<UInt32>,
    state: UnsafeMutablePointer<Float>?, classCount: Int, planeCount: Int
) -> ChunkLoss {
    var loss = ChunkLoss()
    for index in 0..<count {
        let row = Int(unsafe rows[index])
        var largest = unsafe margins[row]
        for plane in 1..<classCount { unsafe largest = max(largest, margins[plane * planeCount + row]) }
        var sum = 0.0
        for plane in 0..<classCount {
            sum += unsafe exponential(ofNonPositive: Double(margins[plane * planeCount + row]) - Double(largest))
        }
        let margin = Double(unsafe margins[Int(labels[row]) * planeCount + row])
        loss.sum += log(sum) - (margin - Double(largest))
        guard let state = unsafe state else { continue }
        for plane in 0..<classCount {
            let e = unsafe exponential(ofNonPositive: Double(margins[plane * planeCount + row]) - Double(largest))
            unsafe state[plane * planeCount + row] = Float(e / sum)
        }
    }
    return loss
}

/// Squared error; `state` becomes the residual, prediction less value.
func squaredErrorLoss(
    rows: UnsafePointer<UInt32>, count: Int, margins: UnsafePointer<Float>, labels: UnsafePointer<Float>,
    state: UnsafeMutablePointer<Float>?
) -> ChunkLoss {
    var loss = ChunkLoss()
    for index in 0..<count {
        let row = Int(unsafe rows[index])
        let residual = unsafe margins[row] - labels[row]
        if let state = unsafe state { unsafe state[row] = residual }
        loss.sum += Double(residual) * Double(residual)
        loss.gradientMax = max(loss.gradientMax, Double(abs(residual)))
    }
    return loss
}
