internal import Glibc

/// From margins to predictions, shared by the reference and the kernels so that both give the same bits.
///
/// Computed in float64. A float32 model's predictions are then rounded to float32, which hides the last bits of the C library's
/// `exp`, in which libraries differ.
struct Link {
    private let objective: Objective
    private let scale: Double
    private let width: Arithmetic.Width

    init(_ objective: Objective, scale: Double, width: Arithmetic.Width) {
        self.objective = objective
        self.scale = scale
        self.width = width
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
        switch objective {
        case .squaredError, .identity:
            for index in 0..<count { unsafe predictions[index] = margins[index] }
        case .logistic, .logisticEach:
            for index in 0..<count { unsafe predictions[index] = 1 / (1 + exp(-(scale * margins[index]))) }
        case .softmax:
            for row in 0..<rowCount {
                unsafe softmax(margins + row * outputCount, count: outputCount, into: predictions + row * outputCount)
            }
        case .exponential:
            for index in 0..<count { unsafe predictions[index] = exp(margins[index]) }
        case .hinge:
            for index in 0..<count { unsafe predictions[index] = margins[index] > 0 ? 1 : 0 }
        case .signedSquare:
            for index in 0..<count {
                let margin = unsafe margins[index]
                unsafe predictions[index] = margin < 0 ? -(margin * margin) : margin * margin
            }
        case .softplus:
            for index in 0..<count { unsafe predictions[index] = log1p(exp(margins[index])) }
        }
        guard width == .float32 else { return }
        for index in 0..<count { unsafe predictions[index] = Double(Float(predictions[index])) }
    }

    // The largest margin is taken off first, so that no exponential overflows.
    private func softmax(_ margins: UnsafePointer<Double>, count: Int, into predictions: UnsafeMutablePointer<Double>) {
        var largest = unsafe margins[0]
        for index in 1..<count where unsafe margins[index] > largest { unsafe largest = margins[index] }
        var sum = 0.0
        for index in 0..<count {
            let share = unsafe exp(margins[index] - largest)
            unsafe predictions[index] = share
            sum += share
        }
        for index in 0..<count { unsafe predictions[index] /= sum }
    }
}
