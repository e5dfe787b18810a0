internal import Forest
internal import Glibc

/// The objective over a table's labels: start values, losses, and the fixed-point gradients of a tree.
@safe struct TrainingLoss {
    private enum Kind {
        case logistic(Buffer<UInt32>)
        case softmax(Buffer<UInt32>, classCount: Int)
        case squaredError(Buffer<Float>)
    }

    private let kind: Kind
    /// Start of each output's margins: the best constant.
    let baseScores: [Float]
    var outputCount: Int { baseScores.count }

    /// Largest magnitude of a value to be predicted: its square and float32 sums stay far from overflow.
    static let valueMax: Float = 1e30

    init(labels: Labels, objective: Objective, trainingRows: [UInt32], tableRowCount: Int) throws(TrainingError) {
        switch (labels, objective) {
        case (.classes(let classes, let classCount), .logistic), (.classes(let classes, let classCount), .softmax):
            let counts = try Self.classCounts(classes, classCount, objective, trainingRows)
            let total = Double(trainingRows.count)
            let buffer = Buffer<UInt32>(repeating: 0, count: classes.count)
            for (row, label) in classes.enumerated() { buffer[row] = label }
            if objective == .logistic {
                kind = .logistic(buffer)
                baseScores = [Float(log(Double(counts[1]) / Double(counts[0])))]
            } else {
                kind = .softmax(buffer, classCount: classCount)
                // A class that no training row has counts as half a row, so that its start is finite.
                baseScores = counts.map { Float(log(max(Double($0), 0.5) / total)) }
            }
        case (.values(let values), .squaredError):
            let buffer = Buffer<Float>(repeating: 0, count: values.count)
            for (row, value) in values.enumerated() {
                guard abs(value) <= Self.valueMax else {
                    throw .badLabels("the value of row \(row) is \(value); accepted: numbers up to \(Self.valueMax) in magnitude")
                }
                buffer[row] = value
            }
            kind = .squaredError(buffer)
            let sum = trainingRows.reduce(0.0) { $0 + Double(values[Int($1)]) }
            baseScores = [Float(sum / Double(trainingRows.count))]
        case (.classes, .squaredError): throw .badLabels("squared error takes values, not classes")
        case (.values, .logistic), (.values, .softmax): throw .badLabels("\(objective.name) takes classes, not values")
        case (_, .identity), (_, .exponential), (_, .logisticEach), (_, .hinge), (_, .signedSquare), (_, .softplus):
            throw .badParameter(
                name: "objective", value: objective.name,
                accepted: [Objective.squaredError, .logistic, .softmax].map(\.name).joined(separator: ", "))
        }
    }

    private static func classCounts(
        _ classes: [UInt32], _ classCount: Int, _ objective: Objective, _ trainingRows: [UInt32]
    ) throws(TrainingError) -> [Int] {
        guard objective == .softmax ? (2...EnsembleLimits.outputCountMax).contains(classCount) : classCount == 2 else {
            throw .badLabels(
                "\(objective.name) takes \(objective == .softmax ? "2 to \(EnsembleLimits.outputCountMax)" : "2") classes, not \(classCount)"
            )
        }
        if let row = classes.firstIndex(where: { $0 >= classCount }) {
            throw .badLabels("the class of row \(row) is \(classes[row]); accepted: below \(classCount)")
        }
        var counts = [Int](repeating: 0, count: classCount)
        for row in trainingRows { counts[Int(classes[Int(row)])] += 1 }
        let presentCount = counts.count { $0 > 0 }
        guard presentCount >= 2 else { throw .badLabels("all \(trainingRows.count) training rows are of one class") }
        return counts
    }

    /// Loss of a chunk of rows; see `logisticLoss` and its siblings.
    func chunkLoss(
        rows: UnsafePointer<UInt32>, count: Int, margins: Buffer<Float>, state: Buffer<Float>?, planeCount: Int
    ) -> ChunkLoss {
        switch kind {
        case .logistic(let labels):
            unsafe logisticLoss(rows: rows, count: count, margins: margins.base, labels: labels.base, state: state?.base)
        case .softmax(let labels, let classCount):
            unsafe softmaxLoss(
                rows: rows, count: count, margins: margins.base, labels: labels.base, state: state?.base, classCount: classCount,
                planeCount: planeCount)
        case .squaredError(let labels):
            unsafe squaredErrorLoss(rows: rows, count: count, margins: margins.base, labels: labels.base, state: state?.base)
        }
    }

    /// The reported loss of all rows: the mean log loss, or the root mean squared error.
    func report(sum: Double, rowCount: Int) -> Double {
        let mean = sum / Double(rowCount)
        if case .squaredError = kind { return mean.squareRoot() }
        return mean
    }

    /// The steps for a tree over at most `rowCount` rows with gradients up to `gradientMax` (which only squared error needs).
    func fixedPoint(gradientMax: Double, rowCount: Int) -> FixedPoint {
        switch kind {
        case .logistic, .softmax: FixedPoint(gradientMax: 1, hessianMax: hessianFactor / 4, rowCount: rowCount)
        case .squaredError: FixedPoint(gradientMax: gradientMax, hessianMax: 1, rowCount: rowCount)
        }
    }

    /// Fixed-point pairs of a chunk of rows for the tree of one output.
    func chunkGradients(
        rows: UnsafePointer<UInt32>, count: Int, output: Int, state: Buffer<Float>, planeCount: Int, fixedPoint: FixedPoint,
        into target: PairTarget
    ) -> FixedPair {
        switch kind {
        case .logistic(let labels):
            unsafe classGradients(
                rows: rows, count: count, probabilities: state.base, labels: labels.base, label: 1, hessianFactor: 1,
                fixedPoint: fixedPoint, into: target)
        case .softmax(let labels, _):
            unsafe classGradients(
                rows: rows, count: count, probabilities: state.base + output * planeCount, labels: labels.base,
                label: UInt32(output), hessianFactor: hessianFactor, fixedPoint: fixedPoint, into: target)
        case .squaredError:
            unsafe residualGradients(rows: rows, count: count, residuals: state.base, fixedPoint: fixedPoint, into: target)
        }
    }

    /// K / (K - 1) for softmax: its K outputs share K - 1 degrees of freedom (Friedman 2001, algorithm 6; LightGBM's factor).
    private var hessianFactor: Double {
        if case .softmax(_, let classCount) = kind { return Double(classCount) / Double(classCount - 1) }
        return 1
    }
}
