internal import Base
internal import Logging

extension Settings {
    /// Long enough for a reader that lags, short enough for signals, which are answered by the thread that logs them.
    private static let logWaitMillisecondsMax = 200

    /// The log that the settings ask for, on standard error. A reader of it that stands still does not hold the server up.
    func makeLog() -> Logger {
        // The table lets no other name through.
        guard let level = Logger.Level(rawValue: logLevel), let format = LogFormat(rawValue: logFormat) else {
            preconditionFailure("names of the table")
        }
        return Logger(label: "serve") { _ in
            LineLogHandler(format: format, level: level, waitMillisecondsMax: Self.logWaitMillisecondsMax)
        }
    }
}
