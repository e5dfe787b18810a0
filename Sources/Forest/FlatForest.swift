/// The portable and exact shape of a model: flat arrays in one block of bytes, which a bundle stores as it is and maps.
///
/// Layout: docs/bundle-format.md. The bytes are validated once, wholly, when a forest is made; scoring then trusts them.
@safe public final class FlatForest: @unchecked Sendable {
    /// The serialised forest: header and 64-byte-aligned sections, little endian.
    public var bytes: UnsafeRawBufferPointer { fatalError() }

    /// Flattens an ensemble.
    public init(_ ensemble: TreeEnsemble) { fatalError() }

    /// Validates `bytes` and reads them in place (they must be 64-byte aligned); `owner` is kept alive as long as the forest.
    public init(bytes: UnsafeRawBufferPointer, owner: AnyObject?) throws(ForestFormatError) { fatalError() }

    public var arithmetic: Arithmetic { fatalError() }
    public var objective: Objective { fatalError() }
    public var featureCount: Int { fatalError() }
    public var outputCount: Int { fatalError() }
    public var treeCount: Int { fatalError() }
    public var nodeCount: Int { fatalError() }
    public var leafCount: Int { fatalError() }
    public var depthMax: Int { fatalError() }
    public var baseScores: [Double] { fatalError() }
    /// Leaves of each tree; leaf ids count from 0 in each tree, in the order of its leaf nodes.
    public var leafCounts: [Int] { fatalError() }

    /// The ensemble that this forest holds: flattening it again gives the same bytes.
    public func ensemble() -> TreeEnsemble { fatalError() }
}

/// Why bytes are not a forest: the section and field, and what is accepted.
public struct ForestFormatError: Error, Equatable, CustomStringConvertible {
    public var field: String
    public var reason: String
    public init(field: String, reason: String) {
        self.field = field
        self.reason = reason
    }
    public var description: String { "\(field): \(reason)" }
}
