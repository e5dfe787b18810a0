internal import Bundles
internal import Codecs
internal import Records

/// Rows of the output as CSV.
struct CSVRows: Sendable {
    let names: [String]
    private let columns: [OutputColumn]
    private let decision: Decision
    /// Class labels as CSV fields, one after another, and where each one ends.
    private let labels: [UInt8]
    private let labelEnds: [Int]
    /// One that has no other column is written in quotes when it is empty: an empty line is no record to many readers.
    private let isQuotedWhenEmpty: Bool

    init(_ computed: ComputedColumns, columns: [OutputColumn], names: [String]) {
        self.names = names
        self.columns = columns
        decision = computed.decision
        var labels = ByteBuffer()
        var labelEnds: [Int] = []
        for label in computed.classes {
            labels.appendCSVField(label)
            labelEnds.append(labels.count)
        }
        self.labels = labels.bytes
        self.labelEnds = labelEnds
        isQuotedWhenEmpty = columns.count == 1
    }

    var header: [UInt8] {
        var buffer = ByteBuffer()
        for (index, name) in names.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            buffer.appendCSVField(name)
        }
        buffer.append(UInt8(ascii: "\n"))
        return buffer.bytes
    }

    func append(_ index: Int, of rows: ScoredRows, _ block: RecordBlock, _ encoder: RecordEncoder, to buffer: inout ByteBuffer) {
        let isAccepted = rows.isAccepted(index)
        let start = buffer.count
        for place in columns.indices {
            if place > 0 { buffer.append(UInt8(ascii: ",")) }
            if case .kept(let kept) = columns[place] {
                encoder.appendKept(kept, row: rows.firstRow &+ index, of: block, to: &buffer, as: .csv)
            } else if isAccepted {
                append(columns[place], index, rows, to: &buffer)
            }
        }
        if isQuotedWhenEmpty, buffer.count == start { buffer.append("\"\"" as StaticString) }
        buffer.append(UInt8(ascii: "\n"))
    }

    @inline(__always)
    private func append(_ column: OutputColumn, _ index: Int, _ rows: ScoredRows, to buffer: inout ByteBuffer) {
        switch column {
        case .kept: break
        case .label: appendLabel(unsafe decision.classIndex(rows.predictions(index)), to: &buffer)
        case .value(let output): append(rows.prediction(index, output), to: &buffer)
        case .margin(let output): append(rows.margin(index, output), to: &buffer)
        case .leaf(let tree): buffer.append(rows.leafID(index, tree))
        }
    }

    @inline(__always)
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
