/// What a training table's rows are to be predicted as, one per table row.
public enum Labels: Sendable, Equatable {
    /// Class numbers below `count`; with two classes, 1 is the positive one.
    case classes([UInt32], count: Int)
    /// Finite numbers for regression.
    case values([Float])

    public var rowCount: Int {
        switch self {
        case .classes(let classes, _): classes.count
        case .values(let values): values.count
        }
    }
}
