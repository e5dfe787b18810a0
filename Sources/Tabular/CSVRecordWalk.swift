/// The fields of one record after another, from special byte to special byte; what `CSVScanner` drives.
@safe struct CSVRecordWalk {
    enum Verdict {
        /// The record is indexed; the next one begins at `nextRecord`.
        case whole
        /// The record goes on after the end of the block.
        case partial
        /// The record is not CSV; `fault` says why.
        case faulty
    }

    static let quote = UInt8(ascii: "\"")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    private let bytes: UnsafeMutablePointer<UInt8>
    private let fields: UnsafeMutablePointer<UInt64>
    private let end: Int
    private let isLast: Bool
    private let delimiter: UInt8
    private var cursor: SpecialByteCursor

    private(set) var fieldCount: Int
    private(set) var recordEnd = 0
    private(set) var nextRecord = 0
    private(set) var hasEscapes = false
    /// Line feeds inside quotes so far in this record.
    private(set) var quotedLineCount = 0
    /// `quotedLineCount` where the record's last quoted field began, and that it is still open.
    private(set) var openQuoteLineCount: Int?
    private(set) var fault = CSVScanner.Fault.nulByte

    /// `fields` has `fieldCount` entries, and room for one entry a byte and one more.
    @inline(__always)
    init(
        bytes: UnsafeMutablePointer<UInt8>, from start: Int, to end: Int, isLast: Bool, delimiter: UInt8,
        fields: UnsafeMutablePointer<UInt64>, fieldCount: Int
    ) {
        self.fieldCount = fieldCount
        unsafe self.bytes = unsafe bytes
        unsafe self.fields = unsafe fields
        self.end = end
        self.isLast = isLast
        self.delimiter = delimiter
        unsafe cursor = SpecialByteCursor(bytes: bytes, from: start, to: end, delimiter: delimiter)
    }

    /// Indexes the record that begins at `start`, which the cursor has not passed.
    @inline(__always)
    mutating func record(from start: Int) -> Verdict {
        var fieldStart = start
        hasEscapes = false
        quotedLineCount = 0
        openQuoteLineCount = nil
        while true {
            var at = cursor.next()
            var begin = fieldStart
            var fieldEnd = at
            var flag: UInt64 = 0
            if at < end, unsafe bytes[at] == Self.quote {
                if at == fieldStart {
                    let verdict = quotedField(from: at, end: &fieldEnd, flag: &flag)
                    guard verdict == .whole else { return verdict }
                    begin = fieldStart &+ 1
                    at = cursor.next()
                    guard at == fieldEnd &+ 1 else {
                        fault = unsafe .textAfterQuote(bytes[fieldEnd &+ 1])
                        return .faulty
                    }
                } else {
                    // A quote inside an unquoted field is an ordinary byte: `5" pipe`.
                    repeat { at = cursor.next() } while unsafe at < end && bytes[at] == Self.quote
                    fieldEnd = at
                }
            }
            if at < end, unsafe bytes[at] == delimiter {
                append(begin, fieldEnd, flag)
                fieldStart = at &+ 1
                continue
            }
            let verdict = endOfRecord(at)
            if verdict == .whole { append(begin, fieldEnd, flag) }
            return verdict
        }
    }

    mutating func dropFields(from index: Int) { fieldCount = index }

    /// Makes the record's fields `emptyCount` empty ones.
    mutating func replaceFields(from index: Int, emptyCount: Int) {
        fieldCount = index
        hasEscapes = false
        for _ in 0..<emptyCount { append(recordEnd, recordEnd, 0) }
    }

    @inline(__always)
    private mutating func append(_ begin: Int, _ fieldEnd: Int, _ flag: UInt64) {
        unsafe fields[fieldCount] = UInt64(truncatingIfNeeded: begin) | UInt64(truncatingIfNeeded: fieldEnd) &<< 32 | flag
        fieldCount &+= 1
    }

    /// From an opening quote to the closing one, whose offset becomes `fieldEnd`.
    @inline(__always)
    private mutating func quotedField(from opening: Int, end fieldEnd: inout Int, flag: inout UInt64) -> Verdict {
        let openLineCount = quotedLineCount
        while true {
            let at = cursor.next()
            guard at < end else { return openQuote(openLineCount) }
            let byte = unsafe bytes[at]
            if byte == Self.quote {
                if at &+ 1 < end, unsafe bytes[at &+ 1] == Self.quote {
                    _ = cursor.next()
                    flag = CSVBlock.escapedFlag
                    hasEscapes = true
                    continue
                }
                // The next byte decides whether this quote closes the field or is the first of two.
                if at &+ 1 == end, !isLast { return openQuote(openLineCount) }
                fieldEnd = at
                return .whole
            }
            if byte == Self.lineFeed { quotedLineCount &+= 1 }
            if byte == 0 {
                fault = .nulByte
                return .faulty
            }
        }
    }

    private mutating func openQuote(_ lineCount: Int) -> Verdict {
        openQuoteLineCount = lineCount
        guard isLast else { return .partial }
        fault = .unterminatedQuote
        return .faulty
    }

    /// What stands at `at` is not a delimiter: a line end, the end of the bytes, or something that does not belong there.
    @inline(__always)
    private mutating func endOfRecord(_ at: Int) -> Verdict {
        recordEnd = at
        nextRecord = at &+ 1
        guard at < end else {
            nextRecord = end
            return isLast ? .whole : .partial
        }
        let byte = unsafe bytes[at]
        if byte == Self.lineFeed { return .whole }
        if byte == Self.carriageReturn {
            if nextRecord < end, unsafe bytes[nextRecord] == Self.lineFeed {
                _ = cursor.next()
                nextRecord = at &+ 2
                return .whole
            }
            if nextRecord == end, !isLast { return .partial }
        }
        fault = byte == 0 ? .nulByte : .bareCarriageReturn
        return .faulty
    }
}
