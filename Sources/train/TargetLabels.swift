import ForestTraining

/// The truth of some rows: class indices, or values.
enum TargetLabels {
    case classes([UInt32])
    case values([Float])

    var count: Int {
        switch self {
        case .classes(let classes): classes.count
        case .values(let values): values.count
        }
    }

    /// Adds the labels of more rows, which are of the same kind.
    mutating func append(_ other: TargetLabels) {
        switch (self, other) {
        case (.classes(let mine), .classes(let theirs)): self = .classes(mine + theirs)
        case (.values(let mine), .values(let theirs)): self = .values(mine + theirs)
        case (.classes, .values), (.values, .classes): preconditionFailure("labels of two kinds")
        }
    }

    /// As the trainer takes them.
    func forTraining(classCount: Int) -> Labels {
        switch self {
        case .classes(let classes): .classes(classes, count: classCount)
        case .values(let values): .values(values)
        }
    }

    /// The labels of some rows.
    func at(_ rows: [UInt32]) -> TargetLabels {
        switch self {
        case .classes(let classes): .classes(rows.map { classes[Int($0)] })
        case .values(let values): .values(rows.map { values[Int($0)] })
        }
    }
}
