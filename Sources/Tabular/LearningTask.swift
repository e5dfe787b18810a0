/// What a target column asks a model to learn.
public enum LearningTask: String, Sendable, CaseIterable {
    /// One of two classes.
    case binary
    /// One of three classes or more.
    case multiclass
    /// A number.
    case regression
}
