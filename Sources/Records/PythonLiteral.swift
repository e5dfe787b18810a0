/// The part of Python's literals that npy headers are written in: a dictionary of texts, truths and tuples of whole numbers.
struct PythonLiteral {
    enum Value: Equatable {
        case text(String)
        case bool(Bool)
        case numbers([Int])
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The dictionary that the bytes are, blanks around it; nil when they are anything else.
    mutating func dictionary() -> [(String, Value)]? {
        guard take("{") else { return nil }
        var entries: [(String, Value)] = []
        while !take("}") {
            guard let name = text(), take(":"), let value = value() else { return nil }
            entries.append((name, value))
            if !take(",") {
                guard take("}") else { return nil }
                break
            }
        }
        skipBlanks()
        return position == bytes.count ? entries : nil
    }

    private mutating func value() -> Value? {
        if take("True") { return .bool(true) }
        if take("False") { return .bool(false) }
        if let text = text() { return .text(text) }
        guard take("(") else { return nil }
        var numbers: [Int] = []
        while !take(")") {
            guard let number = number() else { return nil }
            numbers.append(number)
            if !take(",") {
                // One number in brackets is no tuple without its comma.
                guard take(")"), numbers.count > 1 else { return nil }
                break
            }
        }
        return .numbers(numbers)
    }

    private mutating func text() -> String? {
        skipBlanks()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "'") || bytes[position] == UInt8(ascii: "\"") else {
            return nil
        }
        guard let end = bytes[(position + 1)...].firstIndex(of: bytes[position]) else { return nil }
        let content = bytes[(position + 1)..<end]
        // Names and types are plain; nothing that would need an escape is among them.
        guard content.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { return nil }
        position = end + 1
        return String(decoding: content, as: UTF8.self)
    }

    private mutating func number() -> Int? {
        skipBlanks()
        let end = bytes[position...].firstIndex { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? bytes.count
        guard let number = Int(String(decoding: bytes[position..<end], as: UTF8.self)) else { return nil }
        position = end
        return number
    }

    private mutating func take(_ expected: String) -> Bool {
        skipBlanks()
        guard bytes[position...].starts(with: expected.utf8) else { return false }
        position += expected.utf8.count
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }
}
