internal import Base
internal import Bundles
internal import Codecs
internal import Tabular

/// The columns of the output, in order: kept input columns, prediction, probabilities, margins.
struct OutputColumns {
    /// Column numbers of the input.
    let keptColumns: [Int]
    let hasMargins: Bool
    let decision: Decision
    let names: [String]
    /// Class labels as CSV fields, one after another, and where each one ends.
    private let labels: [UInt8]
    private let labelEnds: [Int]
    /// One that has no other column is written in quotes when it is empty: an empty line is no record to many readers.
    private let emptyRow: StaticString

    init(
        _ decision: Decision, classes: [String], header: [String], keptColumns: [Int], hasMargins: Bool
    ) throws(ScoreFailure) {
        self.keptColumns = keptColumns
        self.hasMargins = hasMargins
        self.decision = decision
        var labels = ByteBuffer()
        var labelEnds: [Int] = []
        for label in classes {
            labels.appendCSVField(label)
            labelEnds.append(labels.count)
        }
        self.labels = labels.bytes
        self.labelEnds = labelEnds
        let computed = Self.computedNames(decision, classes, hasMargins: hasMargins)
        names = keptColumns.map { header[$0] } + computed
        emptyRow = names.count == 1 ? "\"\"" : ""
        if let taken = computed.first(where: { name in keptColumns.contains { header[$0] == name } }) {
            throw ScoreFailure(
                .usage,
                "the column \"\(taken)\" of the input cannot be kept: the output has a column of that name itself; keep others")
        }
    }

    private static func computedNames(_ decision: Decision, _ classes: [String], hasMargins: Bool) -> [String] {
        switch decision.task {
        case .regression:
            decision.outputCount == 1
                ? ["prediction"] + (hasMargins ? ["margin"] : [])
                : (0..<decision.outputCount).map { "prediction_\($0)" }
                    + (hasMargins ? (0..<decision.outputCount).map { "margin_\($0)" } : [])
        case .binary:
            ["prediction"] + (decision.hasProbabilities ? ["probability"] : []) + (hasMargins ? ["margin"] : [])
        case .multiclass:
            ["prediction"] + classes.map { "p_" + $0 } + (hasMargins ? classes.map { "margin_" + $0 } : [])
        }
    }

    func appendHeader(to buffer: inout ByteBuffer) {
        for (index, name) in names.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            buffer.appendCSVField(name)
        }
        buffer.append(UInt8(ascii: "\n"))
    }

    func appendKept(_ block: CSVBlock, row: Int, to buffer: inout ByteBuffer) {
        for column in keptColumns {
            unsafe buffer.appendCSVField(block.field(row: row, column: column))
            buffer.append(UInt8(ascii: ","))
        }
    }

    /// The computed columns of one row: `outputCount` predictions and margins begin at the pointers.
    func appendPredictions(
        _ predictions: UnsafePointer<Double>, margins: UnsafePointer<Double>, to buffer: inout ByteBuffer
    ) {
        if decision.task != .regression { unsafe appendLabel(decision.classIndex(predictions), to: &buffer) }
        if decision.task == .regression || decision.hasProbabilities {
            for output in 0..<decision.outputCount {
                if output > 0 || decision.task != .regression { buffer.append(UInt8(ascii: ",")) }
                unsafe append(predictions[output], to: &buffer)
            }
        }
        if hasMargins {
            for output in 0..<decision.outputCount {
                buffer.append(UInt8(ascii: ","))
                unsafe append(margins[output], to: &buffer)
            }
        }
        buffer.append(UInt8(ascii: "\n"))
    }

    /// The computed columns of a refused row: all empty.
    func appendNothing(to buffer: inout ByteBuffer) {
        buffer.append(emptyRow)
        for _ in 1..<max(1, names.count - keptColumns.count) { buffer.append(UInt8(ascii: ",")) }
        buffer.append(UInt8(ascii: "\n"))
    }

    private func append(_ value: Double, to buffer: inout ByteBuffer) {
        if decision.isFloat32 { buffer.append(Float(value)) } else { buffer.append(value) }
    }

    private func appendLabel(_ index: Int, to buffer: inout ByteBuffer) {
        let start = index == 0 ? 0 : labelEnds[index - 1]
        unsafe labels.withUnsafeBufferPointer { bytes in
            unsafe buffer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<labelEnds[index]]))
        }
    }
}
