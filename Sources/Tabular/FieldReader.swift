/// What a field says where a number is expected.
enum FieldReading {
    case number
    case missing
    case notNumber
}

/// The rules by which the text of a field is missing or a number; the same in training, batch and online.
///
/// Blanks (space and tab) around a number or a marker do not count. `inf` and `infinity`, signed or not and in any case, are
/// values; `nan`, signed or not and in any case, is missing, where a category is expected too unless the category is listed.
@safe final class FieldReader: @unchecked Sendable {
    private let markers: TextTable
    private let view: TextTable.View
    /// The bytes with which a marker begins: nearly every number is told apart from every marker by its first byte.
    private let firstBytes: (UInt64, UInt64, UInt64, UInt64)

    init(missingMarkers: [String]) {
        markers = TextTable(capacity: missingMarkers.count + 1)
        markers.insert("NaN")
        for marker in missingMarkers { markers.insert(String(Self.trimmed(marker[...]))) }
        view = markers.view
        var words: [UInt64] = [0, 0, 0, 0]
        for index in 0..<markers.count {
            guard let first = unsafe markers.text(index).first else { continue }
            words[Int(first >> 6)] |= 1 << UInt64(first & 63)
        }
        firstBytes = (words[0], words[1], words[2], words[3])
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return start[...last]
    }

    /// Whether a marker may be spelled as a number is; what is one must then be looked up before it is read.
    var hasNumericMarkers: Bool { (UInt8.min...UInt8.max).contains { mayBeginMarker($0) && Self.mayBeginNumber($0) } }

    private static func mayBeginNumber(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    /// The text without blanks at its ends.
    @inline(__always)
    static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var begin = 0
        var end = text.count
        while unsafe begin < end && isBlank(text[end &- 1]) { end &-= 1 }
        while unsafe begin < end && isBlank(text[begin]) { begin &+= 1 }
        return unsafe UnsafeBufferPointer(rebasing: text[begin..<end])
    }

    @inline(__always)
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// Whether a category is missing instead: empty, a marker or a NaN, but for blanks at its ends.
    @inline(__always)
    func isMissing(category text: UnsafeBufferPointer<UInt8>) -> Bool {
        let trimmed = unsafe Self.trimmed(text)
        return unsafe isMarker(trimmed) || Self.isNaN(trimmed)
    }

    /// Whether a text without blanks at its ends is empty or a missing marker.
    @inline(__always)
    func isMarker(_ trimmed: UnsafeBufferPointer<UInt8>) -> Bool {
        guard trimmed.count > 0 else { return true }
        guard unsafe mayBeginMarker(trimmed[0]) else { return false }
        return unsafe view.index(of: trimmed) >= 0
    }

    @inline(__always)
    private func mayBeginMarker(_ byte: UInt8) -> Bool {
        let low = byte & 64 == 0 ? firstBytes.0 : firstBytes.1
        let high = byte & 64 == 0 ? firstBytes.2 : firstBytes.3
        return (byte & 128 == 0 ? low : high) &>> UInt64(byte & 63) & 1 != 0
    }

    /// Reads a number; `value` is NaN unless the answer is `.number`.
    @inline(__always)
    func number<Number: FeatureNumber>(_ text: UnsafeBufferPointer<UInt8>, _ value: inout Number) -> FieldReading {
        let trimmed = unsafe Self.trimmed(text)
        value = .nan
        if unsafe isMarker(trimmed) { return .missing }
        if let parsed = unsafe Number.parse(trimmed) {
            value = parsed
            return .number
        }
        return unsafe word(trimmed, &value)
    }

    /// The number that a text says, or nil where it is missing or none.
    func double(_ text: String) -> Double? {
        var text = text
        var value = Double.nan
        return text.withUTF8 { unsafe number($0, &value) } == .number ? value : nil
    }

    /// `inf`, `infinity` and `nan`, with or without a sign, in any case.
    private func word<Number: FeatureNumber>(_ text: UnsafeBufferPointer<UInt8>, _ value: inout Number) -> FieldReading {
        if unsafe Self.isNaN(text) { return .missing }
        let letters = unsafe Self.unsigned(text)
        guard unsafe Self.isSame(letters, "inf") || Self.isSame(letters, "infinity") else { return .notNumber }
        value = unsafe text[0] == UInt8(ascii: "-") ? -.infinity : .infinity
        return .number
    }

    private static func isNaN(_ text: UnsafeBufferPointer<UInt8>) -> Bool { unsafe isSame(unsigned(text), "nan") }

    private static func unsigned(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard let first = unsafe text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") else { return unsafe text }
        return unsafe UnsafeBufferPointer(rebasing: text[1...])
    }

    private static func isSame(_ letters: UnsafeBufferPointer<UInt8>, _ lowercase: StaticString) -> Bool {
        guard letters.count == lowercase.utf8CodeUnitCount else { return false }
        for index in 0..<letters.count where unsafe letters[index] | 0x20 != lowercase.utf8Start[index] { return false }
        return true
    }
}
