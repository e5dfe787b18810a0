internal import Base
internal import Records
internal import Synchronization
internal import Tabular

/// An input that was opened: its reader, at the piece's beginning, and what its columns are. Used by one thread at a time.
final class OpenedPiece: @unchecked Sendable {
    var reader: RecordReader
    let layout: InputLayout
    /// Stored bytes before the place where it begins: others' work.
    private let skippedByteCount: Int

    init(_ reader: consuming RecordReader, _ layout: InputLayout, skippedByteCount: Int) {
        self.reader = reader
        self.layout = layout
        self.skippedByteCount = skippedByteCount
    }

    /// Stored bytes read for the piece itself.
    var storedBytesRead: Int { reader.storedBytesRead - skippedByteCount }
}

/// Opens the pieces of a run, which share the layout of the first one where their columns are the same.
final class PieceOpener: Sendable {
    private let maker: LayoutMaker
    private let limits: RecordLimits
    private let malformedRows: MalformedRowRule
    /// All rows go into one output, which has one set of columns.
    private let wantsSameColumns: Bool
    private let takesWhatIsThere: Bool
    private let first = Mutex<(layout: InputLayout, path: String)?>(nil)

    init(
        _ maker: LayoutMaker, limits: RecordLimits, malformedRows: MalformedRowRule, wantsSameColumns: Bool,
        takesWhatIsThere: Bool
    ) {
        self.maker = maker
        self.limits = limits
        self.malformedRows = malformedRows
        self.wantsSameColumns = wantsSameColumns
        self.takesWhatIsThere = takesWhatIsThere
    }

    func open(_ piece: InputPiece, at position: RecordPosition? = nil) throws(ScoreFailure) -> OpenedPiece {
        var reader = try piece.file.open(limits, malformedRows: malformedRows)
        let layout = try layout(reader)
        reader.takesWhatIsThere = takesWhatIsThere
        let start = position ?? piece.start
        do throws(InputError) {
            if start != .start { try reader.move(to: start) }
        } catch {
            throw ScoreFailure(error)
        }
        if let end = piece.endOffset { reader.end(at: end) }
        let skipped = start == .start ? 0 : reader.storedBytesRead
        return OpenedPiece(reader, layout, skippedByteCount: skipped)
    }

    private func layout(_ reader: borrowing RecordReader) throws(ScoreFailure) -> InputLayout {
        if let (layout, path) = first.withLock({ $0 }) {
            if layout.columnNames == reader.columnNames, layout.columnCount == reader.columnCount { return layout }
            if wantsSameColumns {
                throw ScoreFailure(
                    InputError(
                        path: reader.path,
                        reason: "has other columns than \(path), and both go into one output; --output-folder gives each "
                            + "input an output of its own"))
            }
        }
        let made = try maker.layout(reader)
        let path = reader.path
        first.withLock { if $0 == nil { $0 = (made, path) } }
        return made
    }
}
