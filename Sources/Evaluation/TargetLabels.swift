/// The truth of some rows: class indices, or values.
public enum TargetLabels: Sendable {
    case classes([UInt32])
    case values([Double])

    public var count: Int {
        switch self {
        case .classes(let classes): classes.count
        case .values(let values): values.count
        }
    }

    /// Adds the labels of more rows, which are of the same kind.
    public mutating func append(_ other: TargetLabels) {
        switch (self, other) {
        case (.classes(let mine), .classes(let theirs)): self = .classes(mine + theirs)
        case (.values(let mine), .values(let theirs)): self = .values(mine + theirs)
        case (.classes, .values), (.values, .classes): preconditionFailure("labels of two kinds")
        }
    }

    /// The labels of some rows.
    public func at(_ rows: [UInt32]) -> TargetLabels {
        switch self {
        case .classes(let classes): .classes(rows.map { classes[Int($0)] })
        case .values(let values): .values(rows.map { values[Int($0)] })
        }
    }
}
