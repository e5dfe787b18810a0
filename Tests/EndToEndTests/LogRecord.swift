import Codecs

/// One line of a program's log in JSON.
struct LogRecord {
    /// The whole line.
    let text: String
    let event: String
    let level: String

    /// Nil for a line that is no record.
    init?(_ line: some StringProtocol) {
        text = String(line)
        guard let value = try? JSONValue.parse(Array(line.utf8)), case .object(let members) = value else { return nil }
        let texts = members.compactMap { member -> (String, String)? in
            if case .string(let text) = member.value { (member.name, text) } else { nil }
        }
        guard members.first?.name == "time", let level = texts.first(where: { $0.0 == "level" })?.1,
            let event = texts.first(where: { $0.0 == "event" })?.1
        else { return nil }
        self.level = level
        self.event = event
    }
}
