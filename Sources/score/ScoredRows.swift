/// What the model said of some rows of a block, where it is in memory.
@safe struct ScoredRows {
    /// Index in the block of the first row.
    let firstRow: Int
    let outputCount: Int
    let treeCount: Int
    let accepted: UnsafePointer<Bool>
    let predictions: UnsafePointer<Double>
    let margins: UnsafePointer<Double>
    /// Nil where leaf ids are not asked for.
    let leafIDs: UnsafePointer<UInt32>?

    @inline(__always)
    func isAccepted(_ index: Int) -> Bool { unsafe accepted[index] }

    @inline(__always)
    func predictions(_ index: Int) -> UnsafePointer<Double> { unsafe predictions + index &* outputCount }

    @inline(__always)
    func prediction(_ index: Int, _ output: Int) -> Double { unsafe predictions[index &* outputCount &+ output] }

    @inline(__always)
    func margin(_ index: Int, _ output: Int) -> Double { unsafe margins[index &* outputCount &+ output] }

    @inline(__always)
    func leafID(_ index: Int, _ tree: Int) -> Int {
        guard let leafIDs = unsafe leafIDs else { return 0 }
        return unsafe Int(leafIDs[index &* treeCount &+ tree])
    }
}
