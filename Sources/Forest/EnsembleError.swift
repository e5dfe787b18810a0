/// Why a set of trees is not a model, with the tree and node that show it (numbered as they were given).
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
