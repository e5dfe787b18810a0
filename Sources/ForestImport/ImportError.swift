/// Why a file is not a model that can be imported exactly, and where in the file.
public struct ImportError: Error, Equatable, CustomStringConvertible {
    /// Where in the file, from its start.
    public var byteOffset: Int?
    /// As the file numbers its trees, from 0.
    public var tree: Int?
    /// As the file numbers the tree's nodes, from 0; of LightGBM the split or leaf that `field` names.
    public var node: Int?
    /// The member or line that is wrong, as the file spells it.
    public var field: String?
    /// What was wrong and what is accepted, without the place.
    public var reason: String

    public init(byteOffset: Int? = nil, tree: Int? = nil, node: Int? = nil, field: String? = nil, reason: String) {
        self.byteOffset = byteOffset
        self.tree = tree
        self.node = node
        self.field = field
        self.reason = reason
    }

    public var description: String {
        var place: [String] = []
        if let byteOffset { place.append("byte \(byteOffset)") }
        if let tree { place.append("tree \(tree)") }
        if let node { place.append("node \(node)") }
        if let field { place.append(field) }
        return place.isEmpty ? reason : place.joined(separator: ", ") + ": " + reason
    }
}
