internal import Codecs

/// A value that was given to a setting, as it was given.
struct SettingValue {
    enum Content {
        case text(String)
        case json(JSONValue)
    }

    var setting: Setting
    var content: Content
    var origin: SettingOrigin

    /// Puts the value into `settings`, or says what is accepted.
    func apply(to settings: inout Settings) throws(SettingRefusal) {
        switch content {
        case .text(let text): try apply(text, to: &settings)
        case .json(let value): try apply(value, to: &settings)
        }
    }

    private func apply(_ text: String, to settings: inout Settings) throws(SettingRefusal) {
        switch setting.kind {
        case .flag(let path):
            guard let value = Bool(text) else { throw refusal(text) }
            settings[keyPath: path] = value
        case .text(let path, let rule):
            guard rule.accepts(text) else { throw refusal(text) }
            settings[keyPath: path] = text
        case .number(let path, let range):
            guard let number = Int(text), range.contains(number) else { throw refusal(text) }
            settings[keyPath: path] = number
        case .choice(let path, let choices):
            guard choices.contains(text) else { throw refusal(text) }
            settings[keyPath: path] = text
        }
    }

    private func apply(_ value: JSONValue, to settings: inout Settings) throws(SettingRefusal) {
        let reader = JSONReader(value)
        do throws(JSONFieldError) {
            switch setting.kind {
            case .flag(let path):
                settings[keyPath: path] = try reader.bool()
                return
            case .number(let path, let range):
                settings[keyPath: path] = try reader.int(in: range)
                return
            case .text, .choice: _ = try reader.string()
            }
        } catch {
            throw SettingRefusal("\(origin.place): \(error.reason)")
        }
        if case .string(let text) = value { try apply(text, to: &settings) }
    }

    private func refusal(_ found: String) -> SettingRefusal { SettingRefusal(setting, at: origin, found: found) }
}
