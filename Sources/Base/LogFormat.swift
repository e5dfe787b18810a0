/// How a record of the log is spelled on its line.
public enum LogFormat: String, Sendable, CaseIterable {
    /// `{"time":"2026-11-21T14:21:55.123Z","level":"info","event":"serving","model":"iris","version":1}`
    case json
    /// `2026-11-21T14:21:55.123Z info serving model=iris version=1`
    case text
}
