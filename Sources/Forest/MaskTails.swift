internal import CForest

/// The last two levels of complete trees, as kernels over masks read them: three tests and four leaf values side by side (`CF_MASK_LAYERS`).
struct MaskTails {
    private let forest: FlatForest
    private let isFloat32: Bool
    private let treeTailCount: Int
    private var bytes: [UInt8] = []

    static let levelCount = Int(CF_MASK_TAIL_LEVELS)

    init(_ forest: FlatForest, treeTailCount: Int) {
        self.forest = forest
        self.treeTailCount = treeTailCount
        isFloat32 = forest.arithmetic.sumWidth == .float32
    }

    private var valueByteCount: Int { isFloat32 ? 4 : 8 }
    private var testsByteCount: Int { Int(CF_MASK_TAIL_BYTES) }
    private var byteCount: Int { testsByteCount + valueByteCount << Self.levelCount }

    /// Tails of a tree that asks what has no answer and adds minus zero: to any number, also to minus zero, that changes nothing.
    mutating func appendTree() {
        var tail = [UInt8](repeating: .max, count: testsByteCount)
        for column in 0..<testsByteCount / 2 { tail[column] = 0 }
        for _ in 0..<1 << Self.levelCount {
            tail += repeatElement(0, count: valueByteCount - 1)
            tail.append(0x80)
        }
        for _ in 0..<treeTailCount { bytes += tail }
    }

    /// A test of a tail of the last tree; `place`: 0 above, then left and right below.
    mutating func setTest(tail: Int, place: Int, column: Int, threshold: Int) {
        let first = start(tail) + place
        bytes[first] = UInt8(column)
        bytes[first + testsByteCount / 2] = UInt8(threshold + 1)
    }

    /// A leaf value of a tail of the last tree; `leaf`: number of all trees' leaves.
    mutating func setLeaf(tail: Int, place: Int, leaf: Int) {
        let first = start(tail) + testsByteCount + place * valueByteCount
        let source = forest.sections[.leafValues].lowerBound + leaf * valueByteCount
        let bits = isFloat32 ? UInt64(forest.reads.load(source) as UInt32) : forest.reads.load(source) as UInt64
        for byte in 0..<valueByteCount { bytes[first + byte] = UInt8(truncatingIfNeeded: bits >> UInt64(8 * byte)) }
    }

    private func start(_ tail: Int) -> Int { bytes.count - (treeTailCount - tail) * byteCount }

    func copy(into arena: PlanArena) -> UnsafeRawPointer { unsafe UnsafeRawPointer(arena.copy(bytes)) }
}
