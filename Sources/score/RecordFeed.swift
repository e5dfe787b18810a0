internal import Records
internal import Scoring
internal import Synchronization
internal import Tabular

/// A part of an input that the run scores: all of it, or what a shard has of it.
struct InputPiece: Sendable {
    let file: InputFile
    /// Where the first record begins.
    var start = RecordPosition.start
    /// Where the records end; nil: with the input.
    var endOffset: Int?

    /// Stored bytes, as far as they are known.
    var byteCount: Int? { file.byteCount.map { (endOffset ?? $0) - start.byteOffset } }
}

/// The input, handed out block by block to whichever worker asks next.
final class RecordFeed: Sendable {
    private struct State {
        var opened: OpenedPiece?
        var piece: Int
        var nextNumber = 0
        var rowCount: Int
        /// Stored bytes of the pieces before.
        var storedBytesBefore: Int
        var isEnded = false
        var hasRows = false
    }

    private let pieces: [InputPiece]
    private let opener: PieceOpener
    private let range: RowRange?
    private let state: Mutex<State>

    /// Begins with `opened`, the piece that `checkpoint` says, at its place.
    init(
        _ pieces: [InputPiece], opened: OpenedPiece, opener: PieceOpener, range: RowRange?, checkpoint: RunCheckpoint
    ) {
        self.pieces = pieces
        self.opener = opener
        self.range = range
        state = Mutex(
            State(
                opened: opened, piece: checkpoint.input, rowCount: checkpoint.rowCount,
                storedBytesBefore: checkpoint.inputByteCount))
    }

    /// Fills a slot with the next block, or says in it that a piece ends or that the input is no good; false when there is nothing
    /// more to say.
    func next(into slot: BlockSlot) -> Bool {
        slot.clear()
        return state.withLock { state in
            guard !state.isEnded else { return false }
            do throws(ScoreFailure) {
                try fill(slot, &state)
            } catch {
                slot.failure = error
                state.isEnded = true
            }
            slot.number = state.nextNumber
            state.nextNumber += 1
            return true
        }
    }

    private func fill(_ slot: BlockSlot, _ state: inout State) throws(ScoreFailure) {
        if state.opened == nil { state.opened = try opener.open(pieces[state.piece]) }
        let opened = state.opened!
        slot.piece = state.piece
        slot.layout = opened.layout
        while true {
            slot.rowsBefore = state.rowCount
            let isPast = range?.ends(before: state.rowCount) ?? false
            if isPast { return endPiece(slot, &state, opened, isLast: true) }
            guard try Self.read(opened, into: slot.block) else { return endPiece(slot, &state, opened, isLast: false) }
            let rows = state.rowCount..<state.rowCount + slot.block.rowCount
            let wanted = range?.clamped(rows) ?? rows
            state.rowCount = rows.upperBound
            // Blocks before the range are passed over.
            guard !wanted.isEmpty else { continue }
            slot.rows = wanted.lowerBound - rows.lowerBound..<wanted.upperBound - rows.lowerBound
            slot.storedBytesRead = state.storedBytesBefore + opened.storedBytesRead
            slot.isFirst = !state.hasRows
            state.hasRows = true
            return
        }
    }

    private static func read(_ opened: OpenedPiece, into block: RecordBlock) throws(ScoreFailure) -> Bool {
        do throws(InputError) { return try opened.reader.readBlock(into: block) } catch { throw ScoreFailure(error) }
    }

    private func endPiece(_ slot: BlockSlot, _ state: inout State, _ opened: OpenedPiece, isLast: Bool) {
        slot.endsPiece = true
        state.storedBytesBefore += opened.storedBytesRead
        slot.storedBytesRead = state.storedBytesBefore
        state.opened = nil
        state.piece += 1
        state.isEnded = isLast || state.piece == pieces.count
    }
}
