internal import Glibc
internal import Tabular

/// Looks for the first record at or after an offset in text whose records are lines, quoted line ends aside.
///
/// Bytes come in pieces, from the beginning of the file. A quote opens a field only where a field begins; elsewhere it is a byte like any other.
/// A piece without a quote is passed from line end to line end.
@safe struct LineScan {
    enum BlankLines {
        /// Lines of nothing are no records: CSV of several columns.
        case empty
        /// Lines of JSON's blanks are no records: NDJSON.
        case blanks
        /// Every line is a record: CSV of one column.
        case records
    }

    private let target: Int
    /// Nil where quotes mean nothing.
    private let delimiter: UInt8?
    private let hasHeader: Bool
    private let blankLines: BlankLines

    private var byteOffset: Int
    private var line = 1
    private var recordCount = 0
    /// Where the line began that the last piece ended in, and whether it is a record.
    private var lineStart: Int
    private var isRecord = false
    private var state = State.fieldStart

    private enum State {
        case fieldStart, inField, quoted, afterQuote
    }

    /// The text begins at `start`, behind a byte order mark.
    init(target: Int, start: Int, delimiter: UInt8?, hasHeader: Bool, blankLines: BlankLines) {
        self.target = target
        self.delimiter = delimiter
        self.hasHeader = hasHeader
        self.blankLines = blankLines
        byteOffset = start
        lineStart = start
    }

    /// The end of the text so far.
    var end: RecordPosition { RecordPosition(byteOffset: byteOffset, line: line, row: rowCount + (isRecord ? 1 : 0)) }

    private var rowCount: Int { max(0, recordCount - (hasHeader ? 1 : 0)) }

    /// The record that begins at or after the target, when it begins in this piece.
    mutating func find(_ piece: UnsafeRawBufferPointer) -> RecordPosition? {
        guard let start = piece.baseAddress else { return nil }
        let hasQuotes = unsafe delimiter != nil && memchr(start, 0x22, piece.count) != nil
        let found =
            unsafe hasQuotes || state == .quoted || state == .afterQuote ? findByBytes(piece) : findByLines(start, piece.count)
        if found == nil { byteOffset += piece.count }
        return found
    }

    /// The record that the line is, when it is the one that is looked for; notes that the line is one otherwise.
    private mutating func begin() -> RecordPosition? {
        if isRecord { return nil }
        if lineStart >= target, !hasHeader || recordCount > 0 {
            return RecordPosition(byteOffset: lineStart, line: line, row: rowCount)
        }
        isRecord = true
        return nil
    }

    private mutating func endLine(next: Int) {
        if isRecord { recordCount &+= 1 }
        isRecord = false
        lineStart = next
        line &+= 1
    }

    private mutating func findByLines(_ start: UnsafeRawPointer, _ byteCount: Int) -> RecordPosition? {
        var index = 0
        while index < byteCount {
            let lineFeed = unsafe memchr(start + index, 0x0A, byteCount - index)
            let lineEnd = unsafe lineFeed.map { unsafe UnsafeRawPointer($0) - start } ?? byteCount
            let content = unsafe UnsafeRawBufferPointer(start: start + index, count: lineEnd - index)
            if unsafe makesRecord(content, isWhole: lineEnd < byteCount), let found = begin() { return found }
            index = lineEnd
            if lineEnd < byteCount {
                index = lineEnd + 1
                endLine(next: byteOffset + index)
            }
        }
        let last = unsafe start.load(fromByteOffset: byteCount - 1, as: UInt8.self)
        state = last == 0x0A || last == delimiter ? .fieldStart : .inField
        return nil
    }

    /// Whether these bytes of a line make it a record.
    private func makesRecord(_ content: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
        switch blankLines {
        case .records: unsafe isWhole || !content.isEmpty
        case .empty: unsafe content.contains { $0 != 0x0D }
        case .blanks: unsafe content.contains { $0 != 0x0D && $0 != 0x20 && $0 != 0x09 }
        }
    }

    private mutating func findByBytes(_ piece: UnsafeRawBufferPointer) -> RecordPosition? {
        for index in 0..<piece.count {
            let byte = unsafe piece[index]
            let isLineFeed = byte == 0x0A
            if !isRecord, !isLineFeed && byte != 0x0D || blankLines == .records, let found = begin() { return found }
            if isLineFeed && state != .quoted {
                endLine(next: byteOffset + index + 1)
                state = .fieldStart
            } else {
                if isLineFeed { line &+= 1 }
                step(byte)
            }
        }
        return nil
    }

    private mutating func step(_ byte: UInt8) {
        let isQuote = byte == 0x22
        switch state {
        case .fieldStart: state = isQuote ? .quoted : byte == delimiter ? .fieldStart : .inField
        case .inField: if byte == delimiter { state = .fieldStart }
        case .quoted: if isQuote { state = .afterQuote }
        case .afterQuote: state = isQuote ? .quoted : byte == delimiter ? .fieldStart : .inField
        }
    }
}
