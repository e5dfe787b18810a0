internal import CForest
internal import Glibc

/// From margins to predictions, shared by the reference and the kernels so that both give the same bits.
///
/// Computed in float64. A float32 model's predictions are then rounded to float32, which hides the last bits of `exp`, in which
/// libraries differ: there it is CForest's, many values at a time. A float64 model takes the C library's, as its source framework does.
struct Link {
    private let objective: Objective
    private let scale: Double
    private let width: Arithmetic.Width
    private let isa: cf_isa

    init(_ objective: Objective, scale: Double, width: Arithmetic.Width) {
        self.objective = objective
        self.scale = scale
        self.width = width
        isa = InstructionSet.best.isa
    }

    /// One row in place.
    func apply(to values: inout [Double]) {
        unsafe values.withUnsafeMutableBufferPointer { values in
            guard let start = values.baseAddress else { return }
            unsafe apply(margins: start, rowCount: 1, outputCount: values.count, into: start)
        }
    }

    /// `rowCount * outputCount` values; may be in place. No allocation.
    func apply(
        margins: UnsafePointer<Double>, rowCount: Int, outputCount: Int, into predictions: UnsafeMutablePointer<Double>
    ) {
        let count = rowCount * outputCount
        if unsafe predictions != margins { unsafe predictions.update(from: margins, count: count) }
        let values = unsafe predictions
        switch objective {
        case .squaredError, .identity: break
        case .logistic, .logisticEach:
            if width == .float32 {
                unsafe cf_logistic(isa, values, count, scale)
                return
            }
            for index in 0..<count { unsafe values[index] = 1 / (1 + exp(-(scale * values[index]))) }
        case .exponential:
            unsafe exponential(values, count: count)
        case .softmax:
            for row in 0..<rowCount { unsafe subtractLargest(values + row * outputCount, count: outputCount) }
            unsafe exponential(values, count: count)
            for row in 0..<rowCount { unsafe divideBySum(values + row * outputCount, count: outputCount) }
        case .hinge:
            for index in 0..<count { unsafe values[index] = values[index] > 0 ? 1 : 0 }
        case .signedSquare:
            for index in 0..<count {
                let margin = unsafe values[index]
                unsafe values[index] = margin < 0 ? -(margin * margin) : margin * margin
            }
        case .softplus:
            for index in 0..<count { unsafe values[index] = log1p(exp(values[index])) }
        }
        guard width == .float32 else { return }
        for index in 0..<count { unsafe values[index] = Double(Float(values[index])) }
    }

    private func exponential(_ values: UnsafeMutablePointer<Double>, count: Int) {
        if width == .float32 {
            unsafe cf_exponential(isa, values, count)
        } else {
            for index in 0..<count { unsafe values[index] = exp(values[index]) }
        }
    }

    // So that no exponential overflows.
    private func subtractLargest(_ values: UnsafeMutablePointer<Double>, count: Int) {
        var largest = unsafe values[0]
        for index in 1..<count where unsafe values[index] > largest { unsafe largest = values[index] }
        for index in 0..<count { unsafe values[index] -= largest }
    }

    private func divideBySum(_ values: UnsafeMutablePointer<Double>, count: Int) {
        var sum = 0.0
        for index in 0..<count { unsafe sum += values[index] }
        for index in 0..<count { unsafe values[index] /= sum }
    }
}
