internal import Base
internal import Logging

extension Settings {
    /// The log that the settings ask for, on standard error.
    func makeLog() -> Logger {
        // The table lets no other name through.
        guard let level = Logger.Level(rawValue: logLevel), let format = LogFormat(rawValue: logFormat) else {
            preconditionFailure("names of the table")
        }
        return Logger(label: "serve") { _ in LineLogHandler(format: format, level: level) }
    }
}
