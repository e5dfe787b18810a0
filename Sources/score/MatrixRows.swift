internal import Bundles
internal import Codecs

/// Rows of the output as numbers, little endian, row by row: a class is its index, a row without prediction NaN.
struct MatrixRows: Sendable {
    private let columns: [OutputColumn]
    private let decision: Decision

    init(_ computed: ComputedColumns, columns: [OutputColumn]) {
        self.columns = columns
        decision = computed.decision
    }

    var columnCount: Int { columns.count }
    var isFloat32: Bool { decision.isFloat32 }

    func append(_ index: Int, of rows: ScoredRows, to buffer: inout ByteBuffer) {
        let isAccepted = rows.isAccepted(index)
        for column in columns {
            let value = isAccepted ? value(column, index, rows) : .nan
            if decision.isFloat32 {
                buffer.append(littleEndian: UInt64(Float(value).bitPattern), byteCount: 4)
            } else {
                buffer.append(littleEndian: value.bitPattern, byteCount: 8)
            }
        }
    }

    private func value(_ column: OutputColumn, _ index: Int, _ rows: ScoredRows) -> Double {
        switch column {
        case .kept: .nan
        case .label: Double(unsafe decision.classIndex(rows.predictions(index)))
        case .value(let output): rows.prediction(index, output)
        case .margin(let output): rows.margin(index, output)
        case .leaf(let tree): Double(rows.leafID(index, tree))
        }
    }
}
