/// The one way to a `TreeEnsemble`: every trainer and importer ends here, and here everything is checked.
public struct EnsembleBuilder: Sendable {
    public init(
        arithmetic: Arithmetic, objective: Objective, featureCount: Int, outputCount: Int, baseScores: [Double]
    ) { fatalError() }

    public mutating func append(_ tree: Tree) { fatalError() }

    /// Checks everything (cycles, dangling and shared children, unreachable nodes, NaN and infinite thresholds and leaves, widths,
    /// features, outputs, category lists, sizes, depth) and returns the ensemble.
    public func build() throws(EnsembleError) -> TreeEnsemble { fatalError() }
}

/// Why a set of trees is not a model, with the tree and node that show it.
public struct EnsembleError: Error, Equatable, CustomStringConvertible {
    public var tree: Int?
    public var node: Int?
    public var reason: String
    public init(tree: Int? = nil, node: Int? = nil, reason: String) {
        self.tree = tree
        self.node = node
        self.reason = reason
    }
    public var description: String {
        var place: [String] = []
        if let tree { place.append("tree \(tree)") }
        if let node { place.append("node \(node)") }
        return place.isEmpty ? reason : place.joined(separator: ", ") + ": " + reason
    }
}
