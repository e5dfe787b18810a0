/// The leaf values of a group's pieces twice: as byte planes, which kernels look up with byte shuffles, and as numbers.
struct SliceLeaves {
    static let entryCountMin = 64

    private let forest: FlatForest
    private(set) var planes: [UInt8] = []
    private(set) var values: [UInt8] = []

    init(_ forest: FlatForest) {
        self.forest = forest
    }

    private var valueByteCount: Int { forest.arithmetic.sumWidth == .float32 ? 4 : 8 }

    /// Appends the table of a piece of tree `tree`; `leafOfIndex` has a leaf's id for each index, or -1 for one that adds nothing.
    /// Returns where the table begins.
    mutating func append(_ leafOfIndex: [Int32], bits: Int, tree: Int) -> Int {
        let start = planes.count
        let entryCount = max(Self.entryCountMin, 1 << bits)
        planes += [UInt8](repeating: 0, count: entryCount * valueByteCount)
        values += [UInt8](repeating: 0, count: entryCount * valueByteCount)
        let first = forest.sections[.leafValues].lowerBound + forest.tree(tree).firstLeaf * valueByteCount
        for (index, leaf) in leafOfIndex.enumerated() {
            let value = leaf < 0 ? nothing : valueBits(first + Int(leaf) * valueByteCount)
            for byte in 0..<valueByteCount {
                let part = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))
                planes[start + byte * entryCount + index] = part
                values[start + index * valueByteCount + byte] = part
            }
        }
        return start
    }

    // Minus zero: added to any number, also to minus zero, it changes nothing.
    private var nothing: UInt64 { 1 << UInt64(8 * valueByteCount - 1) }

    private func valueBits(_ offset: Int) -> UInt64 {
        forest.arithmetic.sumWidth == .float32
            ? UInt64(forest.reads.load(offset, as: UInt32.self)) : forest.reads.load(offset, as: UInt64.self)
    }
}
