/// The portable and exact shape of a model: flat arrays in one block of bytes, which a bundle stores as it is and maps.
///
/// Layout: docs/bundle-format.md. The bytes are validated once, wholly, when a forest is made; scoring then trusts them. It owns the
/// bytes that it laid out itself and keeps alive the owner of those that it was given; it refuses, with the field named, whatever is
/// not exactly one well-formed forest. Immutable, so any thread may use it. Limits: `EnsembleLimits`.
@safe public final class FlatForest: @unchecked Sendable {
    /// The serialised forest: header and 64-byte-aligned sections, little endian.
    public let bytes: UnsafeRawBufferPointer
    private let owner: AnyObject?
    let header: ForestHeader
    let sections: ForestSections

    /// Flattens an ensemble.
    public convenience init(_ ensemble: TreeEnsemble) {
        let block = ForestWriter.block(of: ensemble)
        do {
            unsafe try self.init(bytes: UnsafeRawBufferPointer(block.bytes), owner: block)
        } catch {
            preconditionFailure("an ensemble that EnsembleBuilder did not build: \(error)")
        }
    }

    /// Validates `bytes` and reads them in place (they must be 64-byte aligned); `owner` is kept alive as long as the forest. The
    /// bytes must not change as long as it lives. O(bytes).
    public init(bytes: UnsafeRawBufferPointer, owner: AnyObject?) throws(ForestFormatError) {
        guard UInt(bitPattern: bytes.baseAddress) % UInt(ForestFormat.alignment) == 0 else {
            throw ForestFormatError(
                field: "bytes", reason: "do not begin at a multiple of \(ForestFormat.alignment) in memory")
        }
        let reads = unsafe ForestBytes(bytes)
        header = try ForestHeader(reading: reads)
        sections = try ForestSections(reading: reads, header: header)
        try ForestValidator(bytes: reads, header: header, sections: sections).validate()
        unsafe self.bytes = bytes
        self.owner = owner
    }

    public var arithmetic: Arithmetic { header.arithmetic }
    public var aggregation: Aggregation { header.aggregation }
    public var objective: Objective { header.objective }
    /// What the margin is multiplied by in the link; 1 unless the objective has one.
    public var linkScale: Double { header.linkScale }
    /// Whether it is a linear model, which has weights in the place of trees.
    public var isLinear: Bool { header.isLinear }
    public var featureCount: Int { header.featureCount }
    public var outputCount: Int { header.outputCount }
    public var treeCount: Int { header.treeCount }
    /// Splits and leaves of all trees.
    public var nodeCount: Int { header.splitCount + header.leafCount }
    /// Leaves of all trees.
    public var leafCount: Int { header.leafCount }
    /// Splits on the longest path of any tree.
    public var depthMax: Int { header.depthMax }

    public var baseScores: [Double] {
        (0..<outputCount).map { reads.float64(sections[.baseScores].lowerBound + $0 * 8) }
    }

    /// A linear model's weights.
    public var linearWeights: LinearWeights? {
        guard isLinear else { return nil }
        let byteCount = ForestFormat.Section.linearWeights.elementByteCount(arithmetic)
        return LinearWeights(
            weights: (0..<featureCount * outputCount).map {
                reads.number(sections[.linearWeights].lowerBound + $0 * byteCount, arithmetic.sumWidth)
            })
    }

    /// Leaves of each tree; leaf ids count from 0 in each tree.
    public var leafCounts: [Int] { (0..<treeCount).map { tree($0).splitCount + 1 } }

    /// The bytes, for checked reads.
    var reads: ForestBytes { unsafe ForestBytes(bytes) }

    func tree(_ index: Int) -> (firstSplit: Int, splitCount: Int, firstLeaf: Int, output: Int) {
        typealias Field = ForestFormat.TreeField
        let record = sections[.trees].lowerBound + index * 16
        return (
            firstSplit: Int(reads.load(record + Field.firstSplit, as: UInt32.self)),
            splitCount: Int(reads.load(record + Field.splitCount, as: UInt32.self)),
            firstLeaf: Int(reads.load(record + Field.firstLeaf, as: UInt32.self)),
            output: Int(reads.load(record + Field.output, as: UInt32.self))
        )
    }

    /// Number `index` of all trees' splits.
    func split(_ index: Int) -> SplitRecord {
        let byteCount = ForestFormat.Section.splits.elementByteCount(arithmetic)
        return reads.split(sections[.splits].lowerBound + index * byteCount, arithmetic.thresholdWidth)
    }

    /// The words of a category set, as places in the section of category words.
    func categoryWords(ofSet set: Int) -> Range<Int> {
        let bound = sections[.categoryBounds].lowerBound + set * 4
        return Int(reads.load(bound, as: UInt32.self))..<Int(reads.load(bound + 4, as: UInt32.self))
    }

    /// The start of a section in memory.
    func start(of section: ForestFormat.Section) -> UnsafeRawPointer {
        guard let base = unsafe bytes.baseAddress else { preconditionFailure("a validated forest has bytes") }
        return unsafe base + sections[section].lowerBound
    }
}
