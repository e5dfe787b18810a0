internal import Codecs
internal import Records
internal import Scoring

/// How rows are written, in one of the formats.
enum OutputRows: Sendable {
    case csv(CSVRows)
    case ndjson(JSONRows)
    case npy(MatrixRows)

    /// What stands before the first row; a matrix gets its number of rows when it is known.
    var header: [UInt8] {
        switch self {
        case .csv(let rows): rows.header
        case .ndjson: []
        case .npy: matrixHeader(rowCount: 0) ?? []
        }
    }

    func matrixHeader(rowCount: Int) -> [UInt8]? {
        guard case .npy(let rows) = self else { return nil }
        return MatrixHeader(rowCount: rowCount, columnCount: rows.columnCount, isFloat32: rows.isFloat32).bytes
    }

    @inline(__always)
    func append(_ index: Int, of rows: ScoredRows, _ block: RecordBlock, _ encoder: RecordEncoder, to buffer: inout ByteBuffer) {
        switch self {
        case .csv(let form): form.append(index, of: rows, block, encoder, to: &buffer)
        case .ndjson(let form): form.append(index, of: rows, block, encoder, to: &buffer)
        case .npy(let form): form.append(index, of: rows, to: &buffer)
        }
    }
}
