public import Tabular

/// Whole records of an input, in whatever format: the unit in which a reader hands out data and a worker takes it.
///
/// It owns the bytes and where the records are in them, and reuses both for the next block. Used by one thread at a time; it may move
/// to another.
public final class RecordBlock: @unchecked Sendable {
    enum Content {
        case fields, lines, matrix
    }

    var content = Content.fields
    let fields = CSVBlock()

    /// An empty block. The reader gives it its size.
    public init() {}

    /// Records in the block.
    public var rowCount: Int { fields.rowCount }
    /// Where the block begins, and where the next one does.
    public var start: RecordPosition { fields.start }
    public var end: RecordPosition { fields.end }
    /// Index of the block's first record in the input, from 0.
    public var firstRow: Int { start.row }

    /// 1-based line on which a record of the block begins; of a matrix its row, from 1.
    public func line(ofRow row: Int) -> Int { fields.line(ofRow: row) }
}
