/// Why training cannot begin.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    /// A parameter out of its range.
    case badParameter(name: String, value: String, accepted: String)
    /// The labels do not fit the objective, the table, or the task.
    case badLabels(String)
    /// Row numbers that the table does not have, repeated ones, or none.
    case badRows(String)
    /// More rows, features or trees than the trainer takes.
    case tooLarge(String)
    /// The system gave no thread.
    case threads(String)
    /// The trained trees are not a model (a label so large that a leaf is not finite).
    case badModel(String)

    public var description: String {
        switch self {
        case .badParameter(let name, let value, let accepted): "\(name) is \(value); accepted: \(accepted)"
        case .badLabels(let reason), .badRows(let reason), .tooLarge(let reason), .threads(let reason), .badModel(let reason):
            reason
        }
    }
}
