internal import CForest

/// Leaf values side by side, in the sums' width.
@safe struct RowLeaves {
    private let forest: FlatForest
    private let isFloat32: Bool
    private var values32: [Float] = []
    private var values64: [Double] = []

    init(_ forest: FlatForest) {
        self.forest = forest
        isFloat32 = forest.arithmetic.sumWidth == .float32
    }

    var count: Int { isFloat32 ? values32.count : values64.count }

    /// Room for `count` more. What is not set is minus zero: added to any number, also to minus zero, it changes nothing.
    mutating func extend(by count: Int) {
        if isFloat32 {
            values32.append(contentsOf: repeatElement(-0.0, count: count))
        } else {
            values64.append(contentsOf: repeatElement(-0.0, count: count))
        }
    }

    mutating func reserve(_ count: Int) {
        if isFloat32 { values32.reserveCapacity(count) } else { values64.reserveCapacity(count) }
    }

    /// `leaf`: number of all trees' leaves.
    mutating func set(_ place: Int, leaf: Int) {
        if isFloat32 {
            values32[place] = Float(bitPattern: forest.reads.load(forest.sections[.leafValues].lowerBound + leaf * 4))
        } else {
            values64[place] = Double(bitPattern: forest.reads.load(forest.sections[.leafValues].lowerBound + leaf * 8))
        }
    }

    /// A copy of those from `first` on.
    func copy(from first: Int = 0, into arena: PlanArena) -> UnsafeRawPointer {
        isFloat32
            ? unsafe UnsafeRawPointer(arena.copy(Array(values32[first...])))
            : unsafe UnsafeRawPointer(arena.copy(Array(values64[first...])))
    }
}
