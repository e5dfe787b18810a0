/// What becomes of a record that breaks the form of its file where the records around it can still be told apart.
public enum MalformedRowRule: Sendable, Equatable {
    /// It ends the reading.
    case fail
    /// It is a row of the block, marked, whose fields are all empty.
    case keep
}
