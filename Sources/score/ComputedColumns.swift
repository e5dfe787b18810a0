internal import Bundles

/// What the model says of a row, as columns with their names: the same for every input of a run.
struct ComputedColumns: Sendable {
    let decision: Decision
    let classes: [String]
    /// 0 where leaf ids are not asked for.
    let leafColumnCount: Int
    let hasMargins: Bool
    /// In the order of the output's columns.
    let columns: [OutputColumn]
    let names: [String]

    init(_ decision: Decision, classes: [String], leafColumnCount: Int, hasMargins: Bool) {
        self.decision = decision
        self.classes = classes
        self.leafColumnCount = leafColumnCount
        self.hasMargins = hasMargins
        var named: [(OutputColumn, String)] = []
        let outputs = 0..<decision.outputCount
        switch decision.task {
        case .regression where decision.outputCount == 1:
            named.append((.value(0), "prediction"))
            if hasMargins { named.append((.margin(0), "margin")) }
        case .regression:
            named += outputs.map { (.value($0), "prediction_\($0)") }
            if hasMargins { named += outputs.map { (.margin($0), "margin_\($0)") } }
        case .binary:
            named.append((.label, "prediction"))
            if decision.hasProbabilities { named.append((.value(0), "probability")) }
            if hasMargins { named.append((.margin(0), "margin")) }
        case .multiclass:
            named.append((.label, "prediction"))
            named += outputs.map { (.value($0), "p_" + classes[$0]) }
            if hasMargins { named += outputs.map { (.margin($0), "margin_" + classes[$0]) } }
        }
        named += (0..<leafColumnCount).map { (.leaf($0), "leaf_\($0)") }
        columns = named.map(\.0)
        names = named.map(\.1)
    }
}

/// One column of a row of the output.
enum OutputColumn: Sendable, Equatable {
    /// An input column, by its index among the kept ones.
    case kept(Int)
    /// The class: its label, or in a matrix its index.
    case label
    /// A prediction, by its place among a row's.
    case value(Int)
    case margin(Int)
    /// The id of the leaf reached in a tree.
    case leaf(Int)
}
