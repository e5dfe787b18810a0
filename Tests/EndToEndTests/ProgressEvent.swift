import Codecs
import Testing

/// A line that `--progress json` wrote.
struct ProgressEvent {
    let name: String
    let members: [String: JSONValue]

    /// The members that are numbers.
    var numbers: [String: Double] {
        members.compactMapValues { value in
            guard case .number(let text) = value else { return nil }
            return Double(text)
        }
    }

    func text(_ name: String) -> String? {
        guard case .string(let text)? = members[name] else { return nil }
        return text
    }

    /// Every line of what was written: each must be a JSON object with an `event`.
    static func all(in text: String) throws -> [ProgressEvent] {
        try text.split(separator: "\n").map { line in
            guard case .object(let list) = try JSONValue.parse(Array(line.utf8)) else { throw NotAnEvent(line: String(line)) }
            let members = Dictionary(uniqueKeysWithValues: list.map { ($0.name, $0.value) })
            guard case .string(let name)? = members["event"] else { throw NotAnEvent(line: String(line)) }
            return ProgressEvent(name: name, members: members)
        }
    }

    struct NotAnEvent: Error { let line: String }
}
