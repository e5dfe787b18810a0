/// Something in a table that a person should look at before trusting a model of it.
public struct ProfileWarning: Sendable, Equatable, CustomStringConvertible {
    public var column: String?
    /// What was found and what can be done.
    public var text: String

    public init(column: String? = nil, text: String) {
        self.column = column
        self.text = text
    }

    public var description: String { column.map { "column \($0): \(text)" } ?? text }
}
