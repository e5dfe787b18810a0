import Base
package import Codecs

/// The form that an answer must have: the part of JSON Schema (2020-12) that says which members there are and of which types.
///
/// Keywords that it does not know are refused, since leaving one out would let through what it forbids.
package final class AnswerSchema: Sendable {
    /// The types of JSON Schema; `integer` is a number without a fraction.
    package enum Kind: String, Sendable, CaseIterable {
        case null, boolean, object, array, number, integer, string
    }

    private let kinds: [Kind]
    private let properties: [(name: String, schema: AnswerSchema)]
    private let required: [String]
    private let allowsOthers: Bool
    private let items: AnswerSchema?
    private let itemCounts: ClosedRange<Int>
    private let choices: [JSONValue]
    private let bounds: Bounds

    private struct Bounds: Sendable {
        var minimum = -Double.infinity
        var maximum = Double.infinity
        var exclusiveMinimum = -Double.infinity
        var exclusiveMaximum = Double.infinity
    }

    private static let annotations = ["$schema", "$id", "$comment", "title", "description", "examples", "default"]

    package init(_ reader: JSONReader) throws(JSONFieldError) {
        let read = try reader.object { object throws(JSONFieldError) in try Keywords(&object) }
        kinds = read.kinds
        properties = read.properties
        required = read.required
        allowsOthers = read.allowsOthers
        items = read.items
        itemCounts = read.itemCountMin...max(read.itemCountMin, read.itemCountMax)
        choices = read.choices
        bounds = read.bounds
    }

    /// The keywords of one schema, as they are read.
    private struct Keywords {
        var kinds: [Kind] = []
        var properties: [(name: String, schema: AnswerSchema)] = []
        var required: [String] = []
        var allowsOthers = true
        var items: AnswerSchema?
        var itemCountMin = 0
        var itemCountMax = Int.max
        var choices: [JSONValue] = []
        var bounds = Bounds()

        init(_ object: inout JSONObjectReader) throws(JSONFieldError) {
            if let type = object.optional("type") {
                if case .array = type.value {
                    for element in try type.array() { kinds.append(try element.choice(Kind.self)) }
                } else {
                    kinds = [try type.choice(Kind.self)]
                }
            }
            for (name, reader) in try object.optional("properties")?.members() ?? [] {
                properties.append((name, try AnswerSchema(reader)))
            }
            required = try object.optional("required")?.strings() ?? []
            allowsOthers = try object.optional("additionalProperties")?.bool() ?? true
            items = try object.optional("items").map { reader throws(JSONFieldError) in try AnswerSchema(reader) }
            itemCountMin = try object.optional("minItems")?.int(in: 0...Int.max) ?? 0
            itemCountMax = try object.optional("maxItems")?.int(in: itemCountMin...Int.max) ?? Int.max
            if let list = object.optional("enum") { choices = try list.array().map(\.value) }
            if let value = object.optional("const") { choices = [value.value] }
            bounds.minimum = try object.optional("minimum")?.double() ?? bounds.minimum
            bounds.maximum = try object.optional("maximum")?.double() ?? bounds.maximum
            bounds.exclusiveMinimum = try object.optional("exclusiveMinimum")?.double() ?? bounds.exclusiveMinimum
            bounds.exclusiveMaximum = try object.optional("exclusiveMaximum")?.double() ?? bounds.exclusiveMaximum
            for name in annotations { _ = object.optional(name) }
        }
    }

    /// What is wrong with `value`, with the place, or nil.
    package func mismatch(_ value: JSONValue, path: String = "") -> String? {
        let place = path.isEmpty ? "" : path + ": "
        guard kinds.isEmpty || kinds.contains(where: { Self.isOf($0, value) }) else {
            return place + "found \(ExpectedValue.text(value)), expected \(kinds.map(\.rawValue).joined(separator: " or "))"
        }
        guard choices.isEmpty || choices.contains(value) else {
            return place
                + "found \(ExpectedValue.text(value)), expected \(choices.map(ExpectedValue.text).joined(separator: " or "))"
        }
        switch value {
        case .number(let text): return numberMismatch(text).map { place + $0 }
        case .array(let elements): return arrayMismatch(elements, path: path)
        case .object(let members): return objectMismatch(members, path: path)
        case .null, .bool, .string: return nil
        }
    }

    private static func isOf(_ kind: Kind, _ value: JSONValue) -> Bool {
        switch (kind, value) {
        case (.null, .null), (.boolean, .bool), (.object, .object), (.array, .array), (.number, .number), (.string, .string): true
        case (.integer, .number(let text)): NumberParser.double(text).map { $0 == $0.rounded() && $0.isFinite } ?? false
        default: false
        }
    }

    private func numberMismatch(_ text: String) -> String? {
        guard let number = NumberParser.double(text) else { return "the number \(text) cannot be read" }
        if number < bounds.minimum { return "found \(text), expected at least \(Printable.number(bounds.minimum))" }
        if number > bounds.maximum { return "found \(text), expected at most \(Printable.number(bounds.maximum))" }
        if number <= bounds.exclusiveMinimum {
            return "found \(text), expected above \(Printable.number(bounds.exclusiveMinimum))"
        }
        if number >= bounds.exclusiveMaximum {
            return "found \(text), expected below \(Printable.number(bounds.exclusiveMaximum))"
        }
        return nil
    }

    private func arrayMismatch(_ elements: [JSONValue], path: String) -> String? {
        guard itemCounts.contains(elements.count) else {
            let bound =
                elements.count < itemCounts.lowerBound ? "at least \(itemCounts.lowerBound)" : "at most \(itemCounts.upperBound)"
            return (path.isEmpty ? "" : path + ": ") + "found \(Printable.count(elements.count, "element")), expected \(bound)"
        }
        guard let items else { return nil }
        for (index, element) in elements.enumerated() {
            if let text = items.mismatch(element, path: "\(path)[\(index)]") { return text }
        }
        return nil
    }

    private func objectMismatch(_ members: [JSONValue.Member], path: String) -> String? {
        let prefix = path.isEmpty ? "" : path + "."
        for name in required where !members.contains(where: { $0.name == name }) { return "\(prefix)\(name): is not there" }
        for member in members {
            if let property = properties.first(where: { $0.name == member.name }) {
                if let text = property.schema.mismatch(member.value, path: prefix + member.name) { return text }
            } else if !allowsOthers {
                return "\(prefix)\(member.name): is not in the schema"
            }
        }
        return nil
    }
}
