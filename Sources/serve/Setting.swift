/// One setting: what the command line, the environment, the file, the help and `--print-config` know of it. All of them are in ``table``.
///
/// `max-body-bytes` is the flag `--max-body-bytes`, the variable `ESPALIER_MAX_BODY_BYTES` and the file's key `max_body_bytes`.
struct Setting: Sendable {
    enum Kind: Sendable {
        case flag(any WritableKeyPath<Settings, Bool> & Sendable)
        case text(any WritableKeyPath<Settings, String> & Sendable, TextRule)
        case number(any WritableKeyPath<Settings, Int> & Sendable, ClosedRange<Int>)
        case choice(any WritableKeyPath<Settings, String> & Sendable, [String])
    }

    /// Where a setting may be given.
    enum Scope: Sendable {
        case everywhere
        /// On the command line and in the environment: it says where the file is.
        case outsideFile
        /// On the command line only: it asks for something else than serving.
        case commandLine
    }

    var name: String
    var group: Group
    /// What the help calls the value.
    var valueName = ""
    var kind: Kind
    var scope = Scope.everywhere
    /// What it is, in the help; the default is added.
    var meaning: String

    /// The headings of the help, in its order.
    enum Group: String, Sendable, CaseIterable {
        case models = "Models"
        case listeners = "Listeners"
        case requests = "Limits of a request"
        case answers = "Answers"
        case loops = "Limits of a loop"
        case work = "Requests for workers"
        case times = "Times"
        case log = "Log"
        case metrics = "Metrics"
        case configuration = "Settings"
        case actions = "Instead of serving"
    }

    static let variablePrefix = "ESPALIER_"

    var flag: String { "--" + name }
    var variable: String { Self.variablePrefix + key.uppercased() }
    var key: String { String(name.map { $0 == "-" ? "_" : $0 }) }

    /// What a value has to be, for messages.
    var expectation: String {
        switch kind {
        case .flag: "true or false"
        case .text(_, let rule): rule.expectation
        case .number(_, let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .choice(_, let choices): "one of \(choices.joined(separator: ", "))"
        }
    }

    /// The value in `settings`, as it would be written in the environment.
    func text(in settings: Settings) -> String {
        switch kind {
        case .flag(let path): settings[keyPath: path] ? "true" : "false"
        case .text(let path, _), .choice(let path, _): settings[keyPath: path]
        case .number(let path, _): String(settings[keyPath: path])
        }
    }
}
