/// A byte source cut into blocks of whole records: what `CSVReader` reads its header and its rows from.
struct CSVBlockStream: ~Copyable {
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private(set) var source: ByteSource
    let path: String
    let blockByteCount: Int
    let recordByteCountMax: Int
    var scanner: CSVScanner
    /// Names for messages, once the header is known.
    var columnNames: [String] = []
    /// The bytes after the last block: a record that it did not hold wholly.
    private var carry: [UInt8] = []
    private var sourceEnded = false
    private var isAtStart = true
    private var nextRow = 0

    init(source: consuming ByteSource, path: String, limits: CSVLimits) {
        self.source = source
        self.path = path
        // Twice the longest record and a block must stay below what a block can address.
        recordByteCountMax = min(max(limits.recordByteCountMax, 1), 1 << 30)
        blockByteCount = min(max(limits.blockByteCount, 4), 1 << 30)
        scanner = CSVScanner(columnCount: 0, recordByteCountMax: recordByteCountMax)
    }

    /// Fills `block` with the next records; false when there are no more.
    mutating func next(into block: CSVBlock) throws(InputError) -> Bool {
        block.reserve(max(blockByteCount, carry.count), keeping: 0)
        var filled = carry.count
        unsafe carry.withUnsafeBufferPointer { carry in
            if let start = carry.baseAddress { unsafe block.bytes.update(from: start, count: carry.count) }
        }
        while true {
            try fill(block, &filled)
            let start = isAtStart ? startOfText(block, filled) : 0
            let consumed: Int
            do {
                consumed = try scanner.scan(block, from: start, to: filled, isLast: sourceEnded)
            } catch {
                try source.checkUnchanged()
                throw inputError(error)
            }
            if block.rowCount > 0 || sourceEnded {
                isAtStart = false
                block.firstRow = nextRow
                nextRow += block.rowCount
                unsafe carry.replaceSubrange(
                    0..., with: UnsafeBufferPointer(start: block.bytes + consumed, count: filled - consumed))
                return block.rowCount > 0
            }
            // Blank lines may fill a block; what is unfinished after them moves to the front.
            let unfinished = filled - consumed
            // The line feed of a CRLF may be missing still, so one byte more than the record is no proof.
            guard unfinished <= recordByteCountMax + 1 else { throw recordTooLong() }
            if consumed > start {
                isAtStart = false
                unsafe block.bytes.update(from: block.bytes + consumed, count: unfinished)
                filled = unfinished
            } else {
                block.reserve(min(2 * block.byteCapacity, recordByteCountMax + 2 + start), keeping: filled)
            }
        }
    }

    /// Counts and numbering start anew after the header.
    mutating func startRows(columnNames: [String]) {
        self.columnNames = columnNames
        let line = scanner.line
        scanner = CSVScanner(columnCount: columnNames.count, recordByteCountMax: recordByteCountMax)
        scanner.line = line
        nextRow = 0
    }

    /// Reads until the block is full or the file ends; there it also checks that nobody wrote to the file meanwhile.
    private mutating func fill(_ block: CSVBlock, _ filled: inout Int) throws(InputError) {
        while filled < block.byteCapacity, !sourceEnded {
            let rest = unsafe UnsafeMutableRawBufferPointer(
                start: block.bytes + filled, count: block.byteCapacity - filled)
            let count = try unsafe source.read(into: rest)
            filled += count
            if count == 0 {
                sourceEnded = true
                try source.checkUnchanged()
            }
        }
    }

    private func startOfText(_ block: CSVBlock, _ filled: Int) -> Int {
        let mark = Self.byteOrderMark
        guard filled >= mark.count else { return 0 }
        for index in mark.indices where unsafe block.bytes[index] != mark[index] { return 0 }
        return mark.count
    }
}
