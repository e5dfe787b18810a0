/// The numbers of forest.bin, format version 1. Explained field by field in docs/bundle-format.md.
enum ForestFormat {
    static let magic: [UInt8] = [0x93, 0x46, 0x4F, 0x52, 0x45, 0x53, 0x54, 0x0A]
    static let version: UInt32 = 1
    static let endianMark: UInt32 = 0x0102_0304
    static let alignment = 64

    /// Offsets of the header's fields.
    enum Field {
        static let magic = 0
        static let version = 8
        static let endianMark = 12
        static let byteCount = 16
        static let requirements = 24
        static let inputWidth = 32
        static let thresholdWidth = 33
        static let sumWidth = 34
        static let comparison = 35
        static let negativeFraction = 36
        static let baseScorePlace = 37
        static let objective = 38
        static let reservedByte = 39
        static let featureCount = 40
        static let outputCount = 44
        static let treeCount = 48
        static let leafWidth = 52
        static let splitCount = 56
        static let leafCount = 64
        static let categorySetCount = 72
        static let depthMax = 80
        static let sectionCount = 84
        static let scale = 88
        static let divisor = 96
        static let linkScale = 104
        static let reserved = 112..<128
    }
    static let headerByteCount = 128

    /// Bits of the header's requirements, each set exactly when the forest has it: what the first readers of this version do not know.
    enum Requirement {
        /// An objective with a code above `plainObjectiveCodeMax`.
        static let objective: UInt64 = 1 << 0
        static let linkScale: UInt64 = 1 << 1
        static let linearWeights: UInt64 = 1 << 2
        static let known = objective | linkScale | linearWeights
    }
    /// Objectives with this code and those below ask for no requirement.
    static let plainObjectiveCodeMax: UInt8 = 2

    /// Offsets in an entry of the section table.
    enum SectionField {
        static let id = 0
        static let elementByteCount = 4
        static let offset = 8
        static let byteCount = 16
        static let reserved = 24..<32
    }
    static let sectionEntryByteCount = 32
    static let sectionCountMax = 64

    enum Section: UInt32, CaseIterable {
        case baseScores = 1
        case trees = 2
        case splits = 3
        case leafValues = 4
        case categoryBounds = 5
        case categoryWords = 6
        case linearWeights = 7

        var name: String {
            switch self {
            case .baseScores: "base_scores"
            case .trees: "trees"
            case .splits: "splits"
            case .leafValues: "leaf_values"
            case .categoryBounds: "category_bounds"
            case .categoryWords: "category_words"
            case .linearWeights: "linear_weights"
            }
        }

        func elementByteCount(_ arithmetic: Arithmetic) -> Int {
            switch self {
            case .baseScores: 8
            case .trees: 16
            case .splits: arithmetic.thresholdWidth == .float32 ? 16 : 24
            case .leafValues, .linearWeights: arithmetic.sumWidth == .float32 ? 4 : 8
            case .categoryBounds, .categoryWords: 4
            }
        }
    }
    /// Readers skip an unknown section with this bit in its id and refuse one without it.
    static let optionalSectionBit: UInt32 = 0x8000_0000

    /// Offsets in a tree's record.
    enum TreeField {
        static let firstSplit = 0
        static let splitCount = 4
        static let firstLeaf = 8
        static let output = 12
    }

    /// Bits of a split's word of feature and flags.
    enum SplitBits {
        static let feature: UInt32 = 0x00FF_FFFF
        static let isCategorical: UInt32 = 1 << 24
        static let defaultLeft: UInt32 = 1 << 25
        static let missingShift: UInt32 = 26
        static let missingMask: UInt32 = 0b11
        static let reserved: UInt32 = 0xF000_0000
    }

    static func aligned(_ byteCount: Int) -> Int { (byteCount + alignment - 1) & ~(alignment - 1) }
}
