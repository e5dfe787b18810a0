internal import Base

/// Why the settings are refused, for the user to read: which one, where it was given, what was found and what is accepted.
struct SettingRefusal: Error {
    var reason: String
    var exitCode = ExitCode.usage

    init(_ reason: String, exitCode: ExitCode = .usage) {
        self.reason = reason
        self.exitCode = exitCode
    }

    /// A value that its setting does not accept.
    init(_ setting: Setting, at origin: SettingOrigin, found: String) {
        reason = "\(origin.place): found \(Printable.quoted(found, width: 100)), expected \(setting.expectation)"
    }
}
