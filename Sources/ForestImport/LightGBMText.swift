internal import Codecs
internal import Glibc

/// The lines of a LightGBM file and the numbers in them, read where they lie: nothing is copied but what is asked for as a text.
///
/// A line ends in a line feed, with or without a carriage return before it. No byte outside the file is read. The file must outlive
/// the text.
@safe struct LightGBMText {
    /// One line: `key=value`, or a key alone. Offsets are bytes from the file's start.
    struct Line {
        var key: Range<Int>
        /// Empty, at the line's end, when there is no `=`.
        var value: Range<Int>
        /// Without it the file was cut off in this line.
        var isTerminated: Bool
        var isEmpty: Bool { key.isEmpty && value.isEmpty }
        var all: Range<Int> { key.lowerBound..<value.upperBound }
    }

    private let start: UnsafePointer<UInt8>
    let byteCount: Int
    /// Where the next line begins.
    private(set) var offset = 0
    private(set) var hasCarriageReturns = false

    init(_ bytes: UnsafeRawBufferPointer) {
        // An empty file needs some address; nothing is read from it.
        unsafe start = bytes.bindMemory(to: UInt8.self).baseAddress ?? UnsafePointer(bitPattern: 1)!
        byteCount = bytes.count
    }

    /// The next line, nil at the end of the file.
    mutating func nextLine() -> Line? {
        guard offset < byteCount else { return nil }
        let lineStart = offset
        let feed = find(UInt8(ascii: "\n"), in: lineStart..<byteCount)
        var end = feed ?? byteCount
        offset = feed.map { $0 + 1 } ?? byteCount
        if end > lineStart, byte(at: end - 1) == UInt8(ascii: "\r") {
            end -= 1
            hasCarriageReturns = true
        }
        let equals = find(UInt8(ascii: "="), in: lineStart..<end)
        return Line(
            key: lineStart..<(equals ?? end), value: (equals.map { $0 + 1 } ?? end)..<end, isTerminated: feed != nil)
    }

    /// Reads no further than this line.
    mutating func goBack(to line: Line) { offset = line.key.lowerBound }

    func byte(at offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < byteCount, "no byte outside the file is read")
        return unsafe start[offset]
    }

    /// The bytes as text, nil when they are not UTF-8.
    func string(_ range: Range<Int>) -> String? {
        unsafe String(validating: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    func begins(_ range: Range<Int>, with text: StaticString) -> Bool {
        guard range.count >= text.utf8CodeUnitCount else { return false }
        return unsafe memcmp(start + range.lowerBound, text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    /// The parts between blanks.
    func parts(of range: Range<Int>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var cursor = range.lowerBound
        while let part = nextPart(&cursor, range.upperBound) { parts.append(part) }
        return parts
    }

    /// The next part at or after `cursor`, which moves behind it.
    func nextPart(_ cursor: inout Int, _ end: Int) -> Range<Int>? {
        while cursor < end, unsafe start[cursor] == UInt8(ascii: " ") { cursor &+= 1 }
        guard cursor < end else { return nil }
        let partStart = cursor
        while cursor < end, unsafe start[cursor] != UInt8(ascii: " ") { cursor &+= 1 }
        return partStart..<cursor
    }

    /// A decimal number that fills the range, `inf` and `nan` in any case and with a sign among them; nil when it is none.
    func double(_ range: Range<Int>) -> Double? {
        var value = 0.0
        let count = unsafe NumberParser.parseDouble(start + range.lowerBound, end: start + range.upperBound, into: &value)
        if count == range.count, count > 0 { return value }
        guard range.count <= "-infinity".utf8.count, let text = string(range)?.lowercased() else { return nil }
        switch text {
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        case "nan", "+nan", "-nan": return .nan
        default: return nil
        }
    }

    /// A whole number that fills the range; nil when it is none or does not fit in 18 digits.
    func integer(_ range: Range<Int>) -> Int? {
        var cursor = range.lowerBound
        let isNegative = unsafe cursor < range.upperBound && start[cursor] == UInt8(ascii: "-")
        if isNegative { cursor &+= 1 }
        let digitCount = range.upperBound &- cursor
        guard digitCount >= 1, digitCount <= 18 else { return nil }
        var value = 0
        while cursor < range.upperBound {
            let digit = unsafe start[cursor] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int(digit)
            cursor &+= 1
        }
        return isNegative ? -value : value
    }

    /// The range as a JSON document.
    func json(_ range: Range<Int>, limits: JSONLimits) throws(JSONError) -> JSONValue {
        try unsafe JSONValue.parse(UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count), limits: limits)
    }

    private var bytes: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: start, count: byteCount) }

    private func find(_ byte: UInt8, in range: Range<Int>) -> Int? {
        guard let found = unsafe memchr(start + range.lowerBound, Int32(byte), range.count) else { return nil }
        return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(start)
    }
}
