/// A byte source cut into blocks of whole records: what `CSVReader` reads its header and its rows from.
struct CSVBlockStream: ~Copyable {
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    var windows: WindowedSource
    let path: String
    let blockByteCount: Int
    let recordByteCountMax: Int
    private let instructions: TextInstructions
    var scanner: CSVScanner
    /// Names for messages, once the header is known.
    var columnNames: [String] = []
    private var nextRow = 0

    init(source: consuming ByteSource, path: String, delimiter: UInt8, limits: CSVLimits, instructions: TextInstructions) {
        windows = WindowedSource(source)
        self.path = path
        // Twice the longest record and a block must stay below what a block can address.
        recordByteCountMax = min(max(limits.recordByteCountMax, 1), 1 << 30)
        blockByteCount = min(max(limits.blockByteCount, 4), 1 << 30)
        self.instructions = instructions
        scanner = CSVScanner(
            columnCount: 0, recordByteCountMax: recordByteCountMax, delimiter: delimiter, instructions: instructions)
    }

    /// Fills `block` with the next records; false when there are no more.
    mutating func next(into block: CSVBlock) throws(InputError) -> Bool {
        var windowByteCount = blockByteCount
        var filled = 0
        while true {
            block.reserve(windowByteCount, columnCount: scanner.columnCount, keeping: filled)
            let windowStart = windows.byteOffset - filled
            let isLast = unsafe try windows.fill(
                UnsafeMutableRawBufferPointer(start: block.bytes, count: windowByteCount), filled: &filled)
            let start = windowStart == 0 ? startOfText(block, filled) : 0
            block.start = RecordPosition(byteOffset: windowStart + start, line: scanner.line, row: nextRow)
            let consumed: Int
            do {
                consumed = try scanner.scan(block, from: start, to: filled, isLast: isLast)
            } catch {
                try windows.source.checkUnchanged()
                throw inputError(error)
            }
            if block.rowCount > 0 || isLast {
                if isLast, consumed == filled, windows.isCut, let line = scanner.blankLine, scanner.malformedRows == .fail {
                    throw inputError(CSVScanner.Location(fault: .blankLine, line: line, column: nil))
                }
                nextRow += block.rowCount
                unsafe windows.putBack(
                    UnsafeRawBufferPointer(start: block.bytes + consumed, count: filled - consumed))
                block.end = RecordPosition(byteOffset: windowStart + consumed, line: scanner.line, row: nextRow)
                return block.rowCount > 0
            }
            // Blank lines may fill a block; what is unfinished after them moves to the front.
            let unfinished = filled - consumed
            // The line feed of a CRLF may be missing still, so one byte more than the record is no proof.
            guard unfinished <= recordByteCountMax + 1 else { throw recordTooLong() }
            if consumed > start {
                unsafe block.bytes.update(from: block.bytes + consumed, count: unfinished)
                filled = unfinished
            } else if filled == windowByteCount {
                windowByteCount = min(2 * windowByteCount, recordByteCountMax + 2 + start)
            }
        }
    }

    /// Counts and numbering start anew after the header, or with the first record where there is none.
    mutating func startRows(columnCount: Int, columnNames: [String], rule: MalformedRowRule) {
        self.columnNames = columnNames
        var rows = CSVScanner(
            columnCount: columnCount, recordByteCountMax: recordByteCountMax, delimiter: scanner.delimiter,
            instructions: instructions)
        rows.line = scanner.line
        rows.malformedRows = rule
        scanner = rows
        nextRow = 0
    }

    /// The count of fields of the first record, which is then read again as a row; nil when there is none.
    mutating func peekFieldCount(_ block: CSVBlock) throws(InputError) -> Int? {
        scanner.recordCountMax = 1
        scanner.keepsQuotes = true
        guard try next(into: block) else { return nil }
        // The source's first window begins with the first record, whatever it is.
        unsafe windows.putBack(UnsafeRawBufferPointer(start: block.bytes, count: block.end.byteOffset))
        scanner.line = 1
        return scanner.headerFieldCount
    }

    var position: RecordPosition { RecordPosition(byteOffset: windows.byteOffset, line: scanner.line, row: nextRow) }

    /// Goes on at a record that another reader found; before the first record there is nothing to move to.
    mutating func move(to position: RecordPosition) throws(InputError) {
        guard position.byteOffset > windows.byteOffset else { return }
        try windows.move(to: position.byteOffset)
        scanner.line = position.line
        nextRow = position.row
    }

    private func startOfText(_ block: CSVBlock, _ filled: Int) -> Int {
        let mark = Self.byteOrderMark
        guard filled >= mark.count else { return 0 }
        for index in mark.indices where unsafe block.bytes[index] != mark[index] { return 0 }
        return mark.count
    }
}
