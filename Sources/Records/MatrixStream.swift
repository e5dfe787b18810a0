internal import Tabular

/// A matrix of numbers as a stream of records, with or without a header of npy. A row counts as a line.
@safe final class MatrixStream: WindowedStream, RecordStream {
    private let shape: MatrixShape
    /// Bytes before the first row.
    private let headerByteCount: Int
    /// Rows that the header promises; nil of a raw matrix, which ends where its file does.
    private let rowCount: Int?
    private let blockByteCount: Int
    private var nextRow = 0

    init(raw source: consuming ByteSource, path: String, shape: MatrixShape, limits: RecordLimits) {
        self.shape = shape
        headerByteCount = 0
        rowCount = nil
        blockByteCount = Self.blockByteCount(shape, limits)
        super.init(WindowedSource(source), path: path)
    }

    init(npy source: consuming ByteSource, path: String, limits: RecordLimits) throws(InputError) {
        var windows = WindowedSource(source)
        let prefix = try Self.read(NpyHeader.prefixByteCountMax, &windows)
        let header: NpyHeader
        do throws(NpyHeader.Refusal) {
            let byteCounts = try NpyHeader.byteCounts(prefix)
            var text = Array(prefix[byteCounts.prefix...])
            let rest = byteCounts.text - text.count
            if rest > 0 {
                do throws(InputError) { text += try Self.read(rest, &windows) } catch {
                    throw NpyHeader.Refusal(reason: error.reason)
                }
            }
            guard text.count >= byteCounts.text else { throw NpyHeader.Refusal(reason: "ends within its npy header") }
            unsafe Array(text[byteCounts.text...]).withUnsafeBytes { unsafe windows.putBack($0) }
            header = try NpyHeader(prefixByteCount: byteCounts.prefix, text: Array(text[..<byteCounts.text]))
        } catch {
            throw InputError(path: path, reason: error.reason)
        }
        shape = header.shape
        headerByteCount = header.byteCount
        rowCount = header.rowCount
        blockByteCount = Self.blockByteCount(shape, limits)
        super.init(windows, path: path)
    }

    /// Whole rows, one at least.
    private static func blockByteCount(_ shape: MatrixShape, _ limits: RecordLimits) -> Int {
        max(1, limits.blockByteCount / shape.rowByteCount) * shape.rowByteCount
    }

    private static func read(_ byteCount: Int, _ windows: inout WindowedSource) throws(InputError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 1)
        defer { unsafe buffer.deallocate() }
        var filled = 0
        while filled < byteCount {
            let before = filled
            _ = unsafe try windows.fill(buffer, filled: &filled)
            if filled == before { break }
        }
        return unsafe Array(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    }

    var columnCount: Int? { shape.columnCount }
    var position: RecordPosition { RecordPosition(byteOffset: windows.byteOffset, line: nextRow + 1, row: nextRow) }

    func move(to position: RecordPosition) throws(InputError) {
        guard position.byteOffset > windows.byteOffset else { return }
        try windows.move(to: position.byteOffset)
        nextRow = (position.byteOffset - headerByteCount) / shape.rowByteCount
    }

    /// The first row that begins at or after an offset; the end when there is none.
    func position(of byteOffset: Int) -> RecordPosition {
        let count = rowCount ?? ((storedByteCount ?? 0) / shape.rowByteCount)
        let row = min(count, max(0, byteOffset - headerByteCount + shape.rowByteCount - 1) / shape.rowByteCount)
        return RecordPosition(byteOffset: headerByteCount + row * shape.rowByteCount, line: row + 1, row: row)
    }

    func next(into block: RecordBlock) throws(InputError) -> Bool {
        block.content = .matrix(shape)
        let text = block.text
        text.reserve(blockByteCount, keeping: 0)
        let start = position
        let rowsLeft = rowCount.map { $0 - nextRow } ?? Int.max
        let byteCount = rowsLeft < blockByteCount / shape.rowByteCount ? rowsLeft * shape.rowByteCount : blockByteCount
        var filled = 0
        while filled < max(byteCount, 1) {
            // A byte more than the last row's tells that nothing follows it.
            let room = max(byteCount, 1)
            if unsafe try windows.fill(UnsafeMutableRawBufferPointer(start: text.bytes, count: room), filled: &filled) { break }
            if windows.takesWhatIsThere, filled >= shape.rowByteCount { break }
        }
        let found = filled / shape.rowByteCount
        let rest = filled - found * shape.rowByteCount
        try check(found: found, rest: rest, asked: byteCount)
        if rest > 0 {
            unsafe windows.putBack(UnsafeRawBufferPointer(start: text.bytes + (filled - rest), count: rest))
        }
        block.matrixRowCount = found
        nextRow += found
        block.textStart = start
        block.textEnd = position
        return found > 0
    }

    private func check(found: Int, rest: Int, asked: Int) throws(InputError) {
        if asked == 0, rest > 0 || found > 0 {
            throw InputError(path: path, reason: "goes on behind the \(rowCount ?? 0) rows that its header promises")
        }
        guard found * shape.rowByteCount + rest < asked, !windows.takesWhatIsThere || found == 0 else { return }
        if let rowCount, !windows.isCut {
            throw InputError(
                path: path, reason: "ends after \(nextRow + found) of the \(rowCount) rows that its header promises")
        }
        if rest > 0 {
            throw InputError(
                path: path,
                reason: "ends within row \(nextRow + found + 1): it has \(rest) bytes, and a row of \(shape.columnCount) "
                    + "\(shape.number.rawValue) has \(shape.rowByteCount)")
        }
    }
}
