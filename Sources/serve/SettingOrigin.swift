/// Where a setting's value came from.
enum SettingOrigin: Sendable, Equatable {
    case standard
    /// A default that another setting changed: which, and how.
    case following(String)
    case file(path: String, key: String)
    case environment(variable: String)
    case flag(String)
    case operand

    /// For messages about the value: the flag, the variable, or the file with its key.
    var place: String {
        switch self {
        case .standard, .following: "the default"
        case .file(let path, let key): "\(path): \(key)"
        case .environment(let variable): variable
        case .flag(let flag): flag
        case .operand: "the operand MODELS"
        }
    }

    /// As `--print-config` tells it.
    var description: String {
        switch self {
        case .standard: "default"
        case .following(let reason): "default, \(reason)"
        case .file(let path, let key): "file \(path), \(key)"
        case .environment(let variable): "environment, \(variable)"
        case .flag(let flag): "command line, \(flag)"
        case .operand: "command line"
        }
    }
}
