/// An input file that cannot be used: where, what was found, what is accepted.
public struct InputError: Error, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// The bytes are wrong.
        case badData
        /// The environment failed: no such file, a read error.
        case environment
    }
    public var kind: Kind
    public var path: String
    /// 1-based line of the file, where there is one.
    public var line: Int?
    /// Name or 1-based number of the column, where there is one.
    public var column: String?
    /// What was found and what is accepted.
    public var reason: String

    public init(kind: Kind = .badData, path: String, line: Int? = nil, column: String? = nil, reason: String) {
        self.kind = kind
        self.path = path
        self.line = line
        self.column = column
        self.reason = reason
    }

    public var description: String {
        var text = path
        if let line { text += ", line \(line)" }
        if let column { text += ", column \(column)" }
        return text + ": " + reason
    }
}
