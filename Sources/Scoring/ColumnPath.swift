/// Columns selected as SageMaker's batch transform writes it: the part of JSONPath that names columns.
///
/// `$` (all), `$[2]`, `$[-1]`, `$[1:]`, `$[0:3]`, `$[0,2,-1]`, `$.name`, `$['a','b']`. Places are counted from 0, negative ones from the end; a
/// slice is clamped to the columns that there are, as Python's. Anything else (filters, wildcards, deeper paths, steps) is refused.
public struct ColumnPath: Sendable, Equatable {
    public enum Step: Sendable, Equatable {
        case place(Int)
        case slice(Int?, Int?)
        case name(String)
    }

    public let text: String
    /// Nil: all columns.
    public let steps: [Step]?

    public static let stepCountMax = 65_536

    public init(_ text: String) throws(OptionError) {
        self.text = text
        var scan = Scan(text)
        steps = try scan.path()
    }

    /// Names of the columns that are asked for by name; nil when any is asked for by its place.
    public var names: [String]? {
        guard let steps else { return nil }
        var names: [String] = []
        for step in steps {
            guard case .name(let name) = step else { return nil }
            names.append(name)
        }
        return names
    }

    /// Whether it is of the form that gives one value by itself, `$.name`, not a record of selected ones.
    public var isSingle: Bool { text.hasPrefix("$.") }

    /// The places of the selected columns among `names`, in the order of the path.
    public func places(in names: [String]) throws(OptionError) -> [Int] {
        guard let steps else { return Array(names.indices) }
        var places: [Int] = []
        for step in steps { places += try self.places(of: step, in: names) }
        guard !places.isEmpty else { throw OptionError("\(text) selects none of the \(names.count) columns") }
        guard Set(places).count == places.count else { throw OptionError("\(text) selects a column twice") }
        return places
    }

    private func places(of step: Step, in names: [String]) throws(OptionError) -> [Int] {
        switch step {
        case .name(let name):
            guard let place = names.firstIndex(of: name) else { throw OptionError("\(text): there is no column \"\(name)\"") }
            return [place]
        case .place(let number):
            let place = number < 0 ? names.count + number : number
            guard names.indices.contains(place) else {
                throw OptionError("\(text): there is no column \(number); there are \(names.count), the first is 0")
            }
            return [place]
        case .slice(let first, let end):
            let lower = Self.clamped(first ?? 0, names.count)
            let upper = Self.clamped(end ?? names.count, names.count)
            return lower < upper ? Array(lower..<upper) : []
        }
    }

    private static func clamped(_ number: Int, _ count: Int) -> Int {
        min(max(number < 0 ? count + number : number, 0), count)
    }
}

extension ColumnPath {
    /// The text and how far it was read.
    private struct Scan {
        private let text: String
        private let bytes: [UInt8]
        private var next = 0

        init(_ text: String) {
            self.text = text
            bytes = Array(text.utf8)
        }

        mutating func path() throws(OptionError) -> [Step]? {
            guard take("$") else { throw refusal() }
            if next == bytes.count { return nil }
            let steps: [Step]
            if take(".") {
                let name = String(decoding: bytes[next...], as: UTF8.self)
                guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { throw refusal() }
                next = bytes.count
                steps = [.name(name)]
            } else {
                steps = try bracket()
            }
            guard next == bytes.count else { throw refusal() }
            return steps
        }

        private mutating func bracket() throws(OptionError) -> [Step] {
            guard take("[") else { throw refusal() }
            var steps: [Step] = []
            repeat {
                skipSpaces()
                steps.append(try step())
                skipSpaces()
                guard steps.count <= ColumnPath.stepCountMax else { throw refusal() }
            } while take(",")
            guard take("]") else { throw refusal() }
            return steps
        }

        private mutating func step() throws(OptionError) -> Step {
            if next < bytes.count, bytes[next] == UInt8(ascii: "'") || bytes[next] == UInt8(ascii: "\"") {
                return .name(try quoted())
            }
            let first = number()
            guard take(":") else {
                guard let first else { throw refusal() }
                return .place(first)
            }
            return .slice(first, number())
        }

        private mutating func quoted() throws(OptionError) -> String {
            let quote = bytes[next]
            next += 1
            var name: [UInt8] = []
            while next < bytes.count, bytes[next] != quote {
                if bytes[next] == UInt8(ascii: "\\") {
                    next += 1
                    guard next < bytes.count, bytes[next] == quote || bytes[next] == UInt8(ascii: "\\") else { throw refusal() }
                }
                name.append(bytes[next])
                next += 1
            }
            guard next < bytes.count else { throw refusal() }
            next += 1
            return String(decoding: name, as: UTF8.self)
        }

        private mutating func number() -> Int? {
            let start = next
            if next < bytes.count, bytes[next] == UInt8(ascii: "-") { next += 1 }
            while next < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[next]) { next += 1 }
            if let number = Int(String(decoding: bytes[start..<next], as: UTF8.self)) { return number }
            next = start
            return nil
        }

        private mutating func skipSpaces() {
            while next < bytes.count, bytes[next] == UInt8(ascii: " ") { next += 1 }
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard next < bytes.count, bytes[next] == UInt8(ascii: character) else { return false }
            next += 1
            return true
        }

        private func refusal() -> OptionError {
            OptionError(
                "found \"\(text)\"; of JSONPath the forms that select columns are accepted: $, $[0], $[-1], $[1:], $[0:3], $[0,2,-1], "
                    + "$.name, $['a','b']")
        }
    }
}
