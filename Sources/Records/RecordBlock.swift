public import Tabular

/// Whole records of an input, in whatever format: the unit in which a reader hands out data and a worker takes it.
///
/// It owns the bytes and where the records are in them, and reuses both for the next block. Used by one thread at a time; it may move
/// to another.
public final class RecordBlock: @unchecked Sendable {
    enum Content {
        case fields, lines
        case matrix(MatrixShape)
    }

    var content = Content.fields
    /// The block when it is CSV, and when it is not.
    let fields = CSVBlock()
    let text = TextBlock()
    var matrixRowCount = 0
    var textStart = RecordPosition.start
    var textEnd = RecordPosition.start

    /// An empty block. The reader gives it its size.
    public init() {}

    /// Records in the block.
    public var rowCount: Int {
        switch content {
        case .fields: fields.rowCount
        case .lines: text.places.count
        case .matrix: matrixRowCount
        }
    }

    private var isText: Bool { if case .fields = content { false } else { true } }

    /// Where the block begins, and where the next one does.
    public var start: RecordPosition { isText ? textStart : fields.start }
    public var end: RecordPosition { isText ? textEnd : fields.end }
    /// Index of the block's first record in the input, from 0.
    public var firstRow: Int { start.row }

    /// 1-based line on which a record of the block begins; of a matrix its row, from 1.
    public func line(ofRow row: Int) -> Int {
        switch content {
        case .fields: fields.line(ofRow: row)
        case .lines: text.firstLine + Int(text.places[row].lineOffset)
        case .matrix: textStart.row + row + 1
        }
    }
}
