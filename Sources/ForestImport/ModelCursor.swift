/// What a value of a model file is, whatever the syntax.
enum ModelValueKind: String {
    case object = "an object"
    case array = "an array"
    case text = "a text"
    case number = "a number"
    case boolean = "true or false"
    case null = "null"
}

/// A walk over a document of objects and arrays where it lies: JSON or UBJSON, so that a format that is spelled in both has one reader.
///
/// There is always one current value: the document's after `begin`, a member's after `nextMember`, an element's after `nextElement`.
/// Each value is read whole by one of the methods that name what it must be, entered, or skipped. Errors carry the byte offset; what
/// field they are about is known to who asks.
protocol ModelCursor: ~Copyable {
    /// Where the current value begins.
    var offset: Int { get }
    /// Of the current value.
    var kind: ModelValueKind { get }

    mutating func begin() throws(ImportError)
    mutating func enterObject() throws(ImportError)
    /// The next member's name; nil, with the object left, when there is none.
    mutating func nextMember() throws(ImportError) -> String?
    mutating func enterArray() throws(ImportError)
    /// False, with the array left, when there is no next element.
    mutating func nextElement() throws(ImportError) -> Bool
    mutating func skip() throws(ImportError)
    mutating func text() throws(ImportError) -> String
    mutating func integer() throws(ImportError) -> Int
    mutating func float() throws(ImportError) -> Float
    mutating func floats() throws(ImportError) -> [Float]
    mutating func integers<Integer: FixedWidthInteger>(_: Integer.Type) throws(ImportError) -> [Integer]
    /// 0 and 1, or false and true.
    mutating func flags() throws(ImportError) -> [Bool]
    /// Refuses whatever follows the document.
    mutating func finish() throws(ImportError)
}

extension ModelCursor where Self: ~Copyable {
    func error(_ reason: String) -> ImportError { ImportError(byteOffset: offset, reason: reason) }

    func mismatch(_ expected: ModelValueKind) -> ImportError {
        error("found \(kind.rawValue), expected \(expected.rawValue)")
    }

    func narrowed<Integer: FixedWidthInteger>(_ number: Int, _: Integer.Type) throws(ImportError) -> Integer {
        guard let narrow = Integer(exactly: number) else {
            throw error("found \(number), expected a whole number from \(Integer.min) to \(Integer.max)")
        }
        return narrow
    }
}
