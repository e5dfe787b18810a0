import Base
package import Codecs

/// A value that an answer must have: members and elements that are named must be there and equal; an object may have further members.
package indirect enum ExpectedValue: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    /// A class's label as a table spells it: a text, or a number when all labels are numbers.
    case label(String)
    case array([ExpectedValue])
    case object([Member])
    /// Members of an object by name, or elements of an array by number: how a table's columns name the values of classes and of targets.
    case entries([Member])

    package struct Member: Sendable {
        package let name: String
        package let value: ExpectedValue

        package init(_ name: String, _ value: ExpectedValue) { (self.name, self.value) = (name, value) }
    }

    package init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .number(let text): self = .number(NumberParser.double(text) ?? .nan)
        case .string(let text): self = .text(text)
        case .array(let elements): self = .array(elements.map { ExpectedValue($0) })
        case .object(let members): self = .object(members.map { Member($0.name, ExpectedValue($0.value)) })
        }
    }

    /// What is wrong with `value`, with the place, or nil. Numbers are compared by the bits of the doubles that their texts are, or when
    /// `tolerance` is above 0 as |a - b| <= tolerance * max(1, |b|).
    package func mismatch(_ value: JSONValue, tolerance: Double, path: String = "") -> String? {
        switch (self, value) {
        case (.null, .null): return nil
        case (.bool(let expected), .bool(let found)) where expected == found: return nil
        case (.text(let expected), .string(let found)) where expected == found: return nil
        case (.label(let expected), .string(let found)) where expected == found: return nil
        case (.label(let expected), .number(let found)) where Self.isEqual(found, NumberParser.double(expected), tolerance: 0):
            return nil
        case (.number(let expected), .number(let found)) where Self.isEqual(found, expected, tolerance: tolerance): return nil
        case (.array(let expected), .array(let found)):
            guard expected.count == found.count else {
                return Self.place(path)
                    + "found \(Printable.count(found.count, "element")), expected \(Printable.count(expected.count))"
            }
            for (index, element) in expected.enumerated() {
                if let text = element.mismatch(found[index], tolerance: tolerance, path: "\(path)[\(index)]") { return text }
            }
            return nil
        case (.object(let expected), .object(let found)), (.entries(let expected), .object(let found)):
            return Self.mismatch(expected, found, tolerance: tolerance, path: path)
        case (.entries(let expected), .array(let found)):
            for entry in expected {
                let inner = "\(path)[\(entry.name)]"
                guard let index = Int(entry.name), found.indices.contains(index) else {
                    return Self.place(inner) + "is not there"
                }
                if let text = entry.value.mismatch(found[index], tolerance: tolerance, path: inner) { return text }
            }
            return nil
        default: return Self.place(path) + "found \(Self.text(value)), expected \(description)"
        }
    }

    private static func mismatch(
        _ expected: [Member], _ found: [JSONValue.Member], tolerance: Double, path: String
    ) -> String? {
        for member in expected {
            let inner = path.isEmpty ? member.name : "\(path).\(member.name)"
            guard let value = found.first(where: { $0.name == member.name })?.value else { return place(inner) + "is not there" }
            if let text = member.value.mismatch(value, tolerance: tolerance, path: inner) { return text }
        }
        return nil
    }

    static func isEqual(_ text: String, _ expected: Double?, tolerance: Double) -> Bool {
        guard let found = NumberParser.double(text), let expected else { return false }
        if found.bitPattern == expected.bitPattern { return true }
        return tolerance > 0 && abs(found - expected) <= tolerance * max(1, abs(expected))
    }

    private static func place(_ path: String) -> String { path.isEmpty ? "" : path + ": " }

    /// Short enough for a line of a report.
    static func text(_ value: JSONValue) -> String { Printable.text(value.text(indented: false), width: 60) }

    private var description: String {
        switch self {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .number(let number): JSONValue(number).text()
        case .text(let text), .label(let text): Printable.quoted(text, width: 60)
        case .array: "an array"
        case .object: "an object"
        case .entries: "an object or an array"
        }
    }
}
