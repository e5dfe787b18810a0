/// A value of a document together with the path that leads to it, for reading strictly: each method gives the value as one type
/// or says, with the path, what was found and what is accepted.
public struct JSONReader: Sendable {
    public let value: JSONValue
    /// `features[3].transforms[0]`; empty for the document itself.
    public let path: String

    public init(_ value: JSONValue, path: String = "") {
        self.value = value
        self.path = path
    }

    public var isNull: Bool { value == .null }

    /// An error about this value.
    public func error(_ reason: String) -> JSONFieldError { JSONFieldError(path: path, reason: reason) }

    public func string() throws(JSONFieldError) -> String {
        guard case .string(let text) = value else { throw mismatch("a string") }
        return text
    }

    public func bool() throws(JSONFieldError) -> Bool {
        guard case .bool(let flag) = value else { throw mismatch("true or false") }
        return flag
    }

    /// A whole number spelled without point and exponent.
    public func int(in range: ClosedRange<Int> = Int.min...Int.max) throws(JSONFieldError) -> Int {
        guard case .number(let text) = value, let number = Int(text) else { throw mismatch("a whole number") }
        guard range.contains(number) else {
            throw error("found \(number), expected a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A number, correctly rounded; too large a one is refused. `allowingNonFinite` also accepts the strings `NaN`, `Infinity`
    /// and `-Infinity`, as ``JSONValue/init(_:)-(Double)`` writes them.
    public func double(allowingNonFinite: Bool = false) throws(JSONFieldError) -> Double {
        switch value {
        case .number(let text):
            guard let number = NumberParser.double(text), number.isFinite else {
                throw mismatch("a number within the range of a double")
            }
            return number
        case .string("NaN") where allowingNonFinite: return .nan
        case .string("Infinity") where allowingNonFinite: return .infinity
        case .string("-Infinity") where allowingNonFinite: return -.infinity
        default:
            throw mismatch(allowingNonFinite ? "a number, \"NaN\", \"Infinity\" or \"-Infinity\"" : "a number")
        }
    }

    /// One of the texts that `Choice` has.
    public func choice<Choice>(
        _: Choice.Type = Choice.self
    ) throws(JSONFieldError) -> Choice where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        let accepted = { Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") }
        guard case .string(let text) = value else { throw mismatch("one of \(accepted())") }
        guard let choice = Choice(rawValue: text) else { throw error("found \"\(text)\", expected one of \(accepted())") }
        return choice
    }

    /// The elements of an array, each with its path.
    public func array(countMax: Int = Int.max) throws(JSONFieldError) -> [JSONReader] {
        try values(countMax: countMax).enumerated().map { JSONReader($0.element, path: "\(path)[\($0.offset)]") }
    }

    public func strings(countMax: Int = Int.max) throws(JSONFieldError) -> [String] {
        try map(countMax: countMax) { reader throws(JSONFieldError) in try reader.string() }
    }

    public func ints(in range: ClosedRange<Int> = Int.min...Int.max, countMax: Int = Int.max) throws(JSONFieldError) -> [Int] {
        try map(countMax: countMax) { reader throws(JSONFieldError) in try reader.int(in: range) }
    }

    public func doubles(allowingNonFinite: Bool = false, countMax: Int = Int.max) throws(JSONFieldError) -> [Double] {
        try map(countMax: countMax) { reader throws(JSONFieldError) in
            try reader.double(allowingNonFinite: allowingNonFinite)
        }
    }

    /// Reads an object. Members that `body` did not ask for are errors.
    public func object<Value>(
        _ body: (inout JSONObjectReader) throws(JSONFieldError) -> Value
    ) throws(JSONFieldError) -> Value {
        guard case .object(let members) = value else { throw mismatch("an object") }
        var reader = JSONObjectReader(members, path: path)
        let result = try body(&reader)
        try reader.finish()
        return result
    }

    /// The members of an object whose names are not known beforehand, in their order, each with its path.
    public func members(countMax: Int = Int.max) throws(JSONFieldError) -> [(name: String, reader: JSONReader)] {
        guard case .object(let members) = value else { throw mismatch("an object") }
        guard members.count <= countMax else {
            throw error("found \(members.count) members, \(countMax) are accepted")
        }
        return members.map { ($0.name, JSONReader($0.value, path: JSONObjectReader.path($0.name, in: path))) }
    }

    private func values(countMax: Int) throws(JSONFieldError) -> [JSONValue] {
        guard case .array(let elements) = value else { throw mismatch("an array") }
        guard elements.count <= countMax else {
            throw error("found \(elements.count) elements, \(countMax) are accepted")
        }
        return elements
    }

    /// Paths are made for elements only when one is refused.
    private func map<Value>(
        countMax: Int, _ read: (JSONReader) throws(JSONFieldError) -> Value
    ) throws(JSONFieldError) -> [Value] {
        let elements = try values(countMax: countMax)
        var result: [Value] = []
        result.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            do throws(JSONFieldError) {
                result.append(try read(JSONReader(element)))
            } catch {
                throw JSONFieldError(path: "\(path)[\(index)]", reason: error.reason)
            }
        }
        return result
    }

    private func mismatch(_ expected: String) -> JSONFieldError {
        error("found \(value.kindDescription), expected \(expected)")
    }
}
