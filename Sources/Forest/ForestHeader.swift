/// The header of a forest as fields, each within its limits but not yet compared with the sections.
struct ForestHeader {
    var arithmetic: Arithmetic
    var aggregation: Aggregation
    var objective: Objective
    var linkScale: Double
    var isLinear: Bool
    var featureCount: Int
    var outputCount: Int
    var treeCount: Int
    var splitCount: Int
    var leafCount: Int
    var categorySetCount: Int
    var depthMax: Int
    var sectionCount: Int

    private typealias Field = ForestFormat.Field

    init(_ ensemble: TreeEnsemble) {
        arithmetic = ensemble.arithmetic
        aggregation = ensemble.aggregation
        objective = ensemble.objective
        linkScale = ensemble.linkScale
        isLinear = ensemble.linear != nil
        featureCount = ensemble.featureCount
        outputCount = ensemble.outputCount
        treeCount = ensemble.trees.count
        splitCount = 0
        leafCount = 0
        categorySetCount = 0
        depthMax = 0
        sectionCount = 0
        sectionCount = knownSections.count
    }

    /// The sections that a forest with this header has.
    var knownSections: [ForestFormat.Section] {
        ForestFormat.Section.allCases.filter { $0 != .linearWeights || isLinear }
    }

    /// The requirements of a forest with this header.
    var requirements: UInt64 {
        (objective.rawValue > ForestFormat.plainObjectiveCodeMax ? ForestFormat.Requirement.objective : 0)
            | (linkScale != 1 ? ForestFormat.Requirement.linkScale : 0)
            | (isLinear ? ForestFormat.Requirement.linearWeights : 0)
    }

    init(reading bytes: ForestBytes) throws(ForestFormatError) {
        try Self.checkFrame(bytes)
        arithmetic = Arithmetic(
            inputWidth: try Self.code(bytes, Field.inputWidth, "header.input_width"),
            thresholdWidth: try Self.code(bytes, Field.thresholdWidth, "header.threshold_width"),
            sumWidth: try Self.code(bytes, Field.sumWidth, "header.sum_width"),
            comparison: try Self.code(bytes, Field.comparison, "header.comparison"),
            negativeFraction: try Self.code(bytes, Field.negativeFraction, "header.negative_fraction"))
        aggregation = Aggregation(
            baseScorePlace: try Self.code(bytes, Field.baseScorePlace, "header.base_score_place"),
            scale: try Self.factor(bytes, Field.scale, "header.scale", arithmetic.sumWidth),
            divisor: try Self.factor(bytes, Field.divisor, "header.divisor", arithmetic.sumWidth))
        objective = try Self.code(bytes, Field.objective, "header.objective")
        let requirements: UInt64 = bytes.load(Field.requirements)
        linkScale = try Self.linkScale(bytes, objective, isThere: requirements & ForestFormat.Requirement.linkScale != 0)
        isLinear = requirements & ForestFormat.Requirement.linearWeights != 0
        featureCount = try Self.count(
            UInt64(bytes.load(Field.featureCount, as: UInt32.self)), "header.feature_count",
            1...EnsembleLimits.featureCountMax)
        outputCount = try Self.count(
            UInt64(bytes.load(Field.outputCount, as: UInt32.self)), "header.output_count", objective.outputCounts)
        treeCount = try Self.count(
            UInt64(bytes.load(Field.treeCount, as: UInt32.self)), "header.tree_count",
            0...(isLinear ? 0 : EnsembleLimits.treeCountMax))
        splitCount = try Self.count(
            bytes.load(Field.splitCount), "header.split_count", 0...EnsembleLimits.nodeCountMax)
        // A tree has one leaf more than splits.
        leafCount = try Self.count(
            bytes.load(Field.leafCount), "header.leaf_count", (splitCount + treeCount)...(splitCount + treeCount))
        guard splitCount + leafCount <= EnsembleLimits.nodeCountMax else {
            throw ForestFormatError(
                field: "header.split_count", reason: "more than \(EnsembleLimits.nodeCountMax) nodes in all")
        }
        categorySetCount = try Self.count(bytes.load(Field.categorySetCount), "header.category_set_count", 0...splitCount)
        depthMax = try Self.count(
            UInt64(bytes.load(Field.depthMax, as: UInt32.self)), "header.depth_max", 0...EnsembleLimits.depthMax)
        sectionCount = 0
        sectionCount = try Self.count(
            UInt64(bytes.load(Field.sectionCount, as: UInt32.self)), "header.section_count",
            knownSections.count...ForestFormat.sectionCountMax)
        guard !isLinear || featureCount * outputCount <= EnsembleLimits.linearWeightCountMax else {
            throw ForestFormatError(
                field: "header.feature_count", reason: "more than \(EnsembleLimits.linearWeightCountMax) linear weights in all")
        }
        guard requirements == self.requirements else {
            throw ForestFormatError(
                field: "header.requirements",
                reason: "bits \(String(requirements, radix: 16)) (accepted for this forest: "
                    + "\(String(self.requirements, radix: 16)), hex)")
        }
    }

    // What tells that these bytes are a whole forest of a version that is known here.
    private static func checkFrame(_ bytes: ForestBytes) throws(ForestFormatError) {
        guard bytes.count >= ForestFormat.headerByteCount else {
            throw ForestFormatError(
                field: "header", reason: "\(bytes.count) bytes are fewer than a header's \(ForestFormat.headerByteCount)")
        }
        for (index, byte) in ForestFormat.magic.enumerated() {
            guard bytes.load(Field.magic + index, as: UInt8.self) == byte else {
                throw ForestFormatError(field: "header.magic", reason: "these bytes are not a forest")
            }
        }
        let version: UInt32 = bytes.load(Field.version)
        guard version == ForestFormat.version else {
            throw ForestFormatError(
                field: "header.version", reason: "version \(version) is unknown here (accepted: \(ForestFormat.version))")
        }
        guard bytes.load(Field.endianMark) == ForestFormat.endianMark else {
            throw ForestFormatError(field: "header.endian_mark", reason: "the bytes are not in little-endian order")
        }
        let byteCount: UInt64 = bytes.load(Field.byteCount)
        guard byteCount == UInt64(bytes.count) else {
            throw ForestFormatError(
                field: "header.byte_count", reason: "\(byteCount) were written, \(bytes.count) are here")
        }
        let requirements: UInt64 = bytes.load(Field.requirements)
        let unknown = requirements & ~ForestFormat.Requirement.known
        guard unknown == 0 else {
            throw ForestFormatError(
                field: "header.requirements", reason: "bits \(String(unknown, radix: 16)) (hex) ask for what is unknown here")
        }
        let leafWidth: UInt32 = bytes.load(Field.leafWidth)
        guard leafWidth == 1 else {
            throw ForestFormatError(field: "header.leaf_width", reason: "\(leafWidth) values per leaf (accepted: 1)")
        }
        if let offset = bytes.firstNonzero(in: Field.reservedByte..<Field.reservedByte + 1)
            ?? bytes.firstNonzero(in: Field.reserved)
        {
            throw ForestFormatError(field: "header.reserved", reason: "byte \(offset) is not zero")
        }
    }

    private static func code<Code: RawRepresentable & CaseIterable>(
        _ bytes: ForestBytes, _ offset: Int, _ field: String
    ) throws(ForestFormatError) -> Code where Code.RawValue == UInt8 {
        let value: UInt8 = bytes.load(offset)
        guard let code = Code(rawValue: value) else {
            let known = Code.allCases.map { String($0.rawValue) }.joined(separator: ", ")
            throw ForestFormatError(field: field, reason: "code \(value) is unknown here (accepted: \(known))")
        }
        return code
    }

    private static func count(_ value: UInt64, _ field: String, _ range: ClosedRange<Int>) throws(ForestFormatError) -> Int {
        guard let count = Int(exactly: value), range.contains(count) else {
            throw ForestFormatError(
                field: field, reason: "\(value) (accepted: \(range.lowerBound) to \(range.upperBound))")
        }
        return count
    }

    // 8 bytes of zeros where there is none.
    private static func linkScale(
        _ bytes: ForestBytes, _ objective: Objective, isThere: Bool
    ) throws(ForestFormatError) -> Double {
        let value = bytes.float64(Field.linkScale)
        guard isThere else {
            if bytes.load(Field.linkScale, as: UInt64.self) == 0 { return 1 }
            throw ForestFormatError(field: "header.link_scale", reason: "\(value) without its bit in the requirements")
        }
        guard value.isFinite, value > 0, value != 1 else {
            throw ForestFormatError(
                field: "header.link_scale", reason: "\(value) is not a finite number above zero, other than 1")
        }
        guard objective.hasLinkScale else {
            throw ForestFormatError(field: "header.link_scale", reason: "\(value), which \(objective.name) does not have")
        }
        return value
    }

    private static func factor(
        _ bytes: ForestBytes, _ offset: Int, _ field: String, _ width: Arithmetic.Width
    ) throws(ForestFormatError) -> Double {
        let value = bytes.float64(offset)
        guard value.isFinite, value != 0, width.represents(value) else {
            throw ForestFormatError(field: field, reason: "\(value) is not a finite \(width) other than zero")
        }
        return value
    }
}
