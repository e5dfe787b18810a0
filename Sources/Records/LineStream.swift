internal import Glibc
internal import Tabular

/// NDJSON as a stream of records: a line each. Lines of blanks are passed over; what a line says is read by the worker that encodes it.
@safe final class LineStream: WindowedStream, RecordStream {
    private let blockByteCount: Int
    private let recordByteCountMax: Int
    private var nextLine = 1
    private var nextRow = 0

    init(source: consuming ByteSource, path: String, limits: RecordLimits) {
        recordByteCountMax = min(max(limits.recordByteCountMax, 1), 1 << 30)
        blockByteCount = min(max(limits.blockByteCount, 4), 1 << 30)
        super.init(WindowedSource(source), path: path)
    }

    var columnCount: Int? { nil }
    var position: RecordPosition { RecordPosition(byteOffset: windows.byteOffset, line: nextLine, row: nextRow) }

    func move(to position: RecordPosition) throws(InputError) {
        guard position.byteOffset > windows.byteOffset else { return }
        try windows.move(to: position.byteOffset)
        nextLine = position.line
        nextRow = position.row
    }

    func next(into block: RecordBlock) throws(InputError) -> Bool {
        let text = block.text
        block.content = .lines
        var windowByteCount = blockByteCount
        var filled = 0
        while true {
            text.reserve(windowByteCount, keeping: filled)
            let windowStart = windows.byteOffset - filled
            let isLast = unsafe try windows.fill(
                UnsafeMutableRawBufferPointer(start: text.bytes, count: windowByteCount), filled: &filled)
            let start = unsafe windowStart == 0 ? ByteOrderMark.byteCount(text.bytes, filled) : 0
            block.textStart = RecordPosition(byteOffset: windowStart + start, line: nextLine, row: nextRow)
            let consumed = findLines(text, from: start, to: filled, isLast: isLast)
            if !text.places.isEmpty || isLast {
                nextRow += text.places.count
                unsafe windows.putBack(UnsafeRawBufferPointer(start: text.bytes + consumed, count: filled - consumed))
                block.textEnd = RecordPosition(byteOffset: windowStart + consumed, line: nextLine, row: nextRow)
                if let long = text.places.first(where: { Int($0.end - $0.begin) > recordByteCountMax }) {
                    throw lineTooLong(text.firstLine + Int(long.lineOffset))
                }
                return !text.places.isEmpty
            }
            let unfinished = filled - consumed
            guard unfinished <= recordByteCountMax + 1 else { throw lineTooLong(nextLine) }
            if consumed > start {
                unsafe memmove(text.bytes, text.bytes + consumed, unfinished)
                filled = unfinished
            } else if filled == windowByteCount {
                windowByteCount = min(2 * windowByteCount, recordByteCountMax + 2 + start)
            }
        }
    }

    /// Finds the lines that are whole; returns the offset after the last one's end.
    private func findLines(_ text: TextBlock, from start: Int, to end: Int, isLast: Bool) -> Int {
        text.places.removeAll(keepingCapacity: true)
        text.firstLine = nextLine
        var begin = start
        while begin < end {
            let found = unsafe memchr(text.bytes + begin, 0x0A, end - begin)
            let lineFeed = unsafe found.map { unsafe UnsafeRawPointer($0) - UnsafeRawPointer(text.bytes) }
            guard lineFeed != nil || isLast else { return begin }
            var lineEnd = lineFeed ?? end
            let next = lineFeed.map { $0 + 1 } ?? end
            while lineEnd > begin, isBlank(unsafe text.bytes.load(fromByteOffset: lineEnd - 1, as: UInt8.self)) { lineEnd -= 1 }
            if lineEnd > begin {
                text.places.append(
                    TextBlock.Place(
                        begin: UInt32(begin), end: UInt32(lineEnd), lineOffset: UInt32(nextLine - text.firstLine)))
            }
            nextLine += 1
            begin = next
        }
        return begin
    }

    /// Blanks of JSON: space, tab, carriage return.
    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    private func lineTooLong(_ line: Int) -> InputError {
        InputError(
            path: path, line: line, reason: "the line is longer than \(recordByteCountMax) bytes, the most that is accepted")
    }
}
