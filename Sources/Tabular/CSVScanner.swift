internal import CTabular

/// The structure of CSV found in one pass over a block: which bytes are fields. Pure: bytes in, an index and a verdict out.
///
/// A record that the block does not hold wholly is left for the next call. Doubled quotes are undone in place, once the whole
/// record is there.
struct CSVScanner {
    /// Why a record cannot be read.
    enum Fault: Equatable {
        case nulByte
        case bareCarriageReturn
        case textAfterQuote(UInt8)
        case unterminatedQuote
        case fieldCount(Int)
        case blankLine
        case recordTooLong
    }

    /// Where a fault is: the line, and the 0-based column if it is about one field.
    struct Location: Error, Equatable {
        var fault: Fault
        var line: Int
        var column: Int?
    }

    /// Fields that each record must have; 0 while the header itself is read.
    var columnCount: Int
    var recordByteCountMax: Int
    let delimiter: UInt8
    private let instructions: TextInstructions
    /// Keeps records with another number of fields, and passes over blank lines between records.
    var malformedRows = MalformedRowRule.fail
    /// Leaves doubled quotes as they are: for a record that will be read again.
    var keepsQuotes = false
    /// Records to find at most.
    var recordCountMax = Int.max
    /// The line on which the next record begins.
    var line = 1
    /// The first of the blank lines that were seen and are fine only if nothing else follows.
    var blankLine: Int?
    /// The line of the quote that the last, unfinished record opened and did not close on the same line.
    private(set) var openQuoteLine: Int?
    /// The fields of the header, while it is read.
    private(set) var headerFieldCount = 0

    init(columnCount: Int, recordByteCountMax: Int, delimiter: UInt8, instructions: TextInstructions) {
        self.instructions = instructions
        self.columnCount = columnCount
        self.recordByteCountMax = recordByteCountMax
        self.delimiter = delimiter
    }

    /// Indexes the records in the block's bytes from `start` to `end`; `isLast` says that the file ends there. Returns the offset
    /// after the last whole record; blank lines behind it are left for the next call where there are records. Replaces what the
    /// block held.
    mutating func scan(_ block: CSVBlock, from start: Int, to end: Int, isLast: Bool) throws(Location) -> Int {
        precondition(start >= 0 && start <= end && end <= block.byteCapacity, "outside the block")
        precondition(end - start + 1 + columnCount <= block.fieldCapacity, "the index is too small")
        block.startRecords(columnCount: columnCount, line: line)
        openQuoteLine = nil
        var recordStart = start
        var rowCount = scanRegular(block, from: &recordStart, to: end)
        line &+= rowCount
        var walk = unsafe CSVRecordWalk(
            bytes: block.bytes, from: recordStart, to: end, isLast: isLast, delimiter: delimiter, fields: block.fields,
            fieldCount: rowCount &* columnCount)
        var skippedLineCount = 0
        // The first of the blank lines that follow a record of this block.
        var blankStart: Int?
        while recordStart < end, rowCount < recordCountMax {
            if let blankLine, unsafe !Self.isLineEnd(block.bytes[recordStart]) {
                guard malformedRows == .keep else { throw Location(fault: .blankLine, line: blankLine, column: nil) }
                if blankStart != nil { break }
                self.blankLine = nil
                block.firstLine = line
            }
            let firstField = walk.fieldCount
            let verdict = walk.record(from: recordStart)
            guard verdict == .whole else {
                if verdict == .partial {
                    openQuoteLine = walk.openQuoteLineCount.flatMap { $0 < walk.quotedLineCount ? line + $0 : nil }
                    break
                }
                throw location(of: walk, firstField: firstField)
            }
            guard walk.recordEnd &- recordStart <= recordByteCountMax else {
                throw Location(fault: .recordTooLong, line: line, column: nil)
            }
            let fieldCount = walk.fieldCount &- firstField
            if fieldCount != columnCount {
                if walk.recordEnd == recordStart, columnCount != 0 {
                    if blankLine == nil {
                        blankLine = line
                        if rowCount > 0 { blankStart = recordStart }
                    }
                    walk.dropFields(from: firstField)
                    line &+= 1
                    recordStart = walk.nextRecord
                    continue
                }
                if columnCount == 0 {
                    headerFieldCount = fieldCount
                } else {
                    guard malformedRows == .keep else { throw Location(fault: .fieldCount(fieldCount), line: line, column: nil) }
                    walk.replaceFields(from: firstField, emptyCount: columnCount)
                    block.malformedRows.append(
                        CSVBlock.MalformedRow(row: rowCount, fieldCount: fieldCount, byteRange: recordStart..<walk.recordEnd))
                }
            }
            if walk.hasEscapes, !keepsQuotes { Self.unescape(block, fields: firstField..<walk.fieldCount) }
            rowCount &+= 1
            line &+= 1 &+ walk.quotedLineCount
            if walk.quotedLineCount > 0 {
                skippedLineCount &+= walk.quotedLineCount
                block.lineSkips.append(CSVBlock.LineSkip(row: rowCount &- 1, skippedLineCount: skippedLineCount))
            }
            recordStart = walk.nextRecord
            // A malformed record may have put more fields into the index than it has bytes.
            if walk.fieldCount > recordStart &- start { break }
        }
        block.rowCount = rowCount
        guard let blankStart, let blankLine, !isLast || recordStart < end else { return recordStart }
        line = blankLine
        self.blankLine = nil
        return blankStart
    }

    /// Indexes the records from `start` on as long as they are regular, each on a line of its own; moves `start` behind them and
    /// returns their count.
    private func scanRegular(_ block: CSVBlock, from start: inout Int, to end: Int) -> Int {
        guard columnCount > 0, blankLine == nil, recordCountMax == Int.max, end - start <= recordByteCountMax else { return 0 }
        var index = ct_csv_index()
        unsafe ct_csv_find_fields(block.bytes, start, end, delimiter, block.fields, &index, instructions.isa)
        let rowCount = unsafe ct_csv_count_records(block.bytes, block.fields, &index, columnCount, &start)
        if index.has_quotes { unsafe ct_csv_unquote(block.bytes, block.fields, rowCount * columnCount) }
        return rowCount
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == CSVRecordWalk.lineFeed || byte == CSVRecordWalk.carriageReturn
    }

    private func location(of walk: CSVRecordWalk, firstField: Int) -> Location {
        let lineCount = walk.fault == .unterminatedQuote ? walk.openQuoteLineCount ?? 0 : walk.quotedLineCount
        return Location(fault: walk.fault, line: line + lineCount, column: walk.fieldCount - firstField)
    }

    /// Halves the doubled quotes of the record's marked fields.
    private static func unescape(_ block: CSVBlock, fields: Range<Int>) {
        for index in fields where unsafe block.fields[index] & CSVBlock.escapedFlag != 0 {
            let entry = unsafe block.fields[index] & ~CSVBlock.escapedFlag
            let begin = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)
            let end = Int(truncatingIfNeeded: entry &>> 32)
            var target = begin
            var source = begin
            while source < end {
                let byte = unsafe block.bytes[source]
                unsafe block.bytes[target] = byte
                target &+= 1
                source &+= byte == CSVRecordWalk.quote ? 2 : 1
            }
            unsafe block.fields[index] = UInt64(truncatingIfNeeded: begin) | UInt64(truncatingIfNeeded: target) &<< 32
        }
    }
}
