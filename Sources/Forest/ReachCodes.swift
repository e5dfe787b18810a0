/// The numbers of a piece's leaves, as they are given away: codes of `bits` bits.
struct ReachCodes {
    /// By code: the leaf that has it, or -1.
    private(set) var leafOfCode: [Int32]
    // By code: whether rows that belong to other pieces end there. Many may.
    private var isOutside: [Bool]
    // By code: how many of the codes that differ in one bit are free.
    private var freeNeighbours: [UInt8]
    private var isTaken: [Bool]
    let bits: Int

    init(bits: Int) {
        self.bits = bits
        leafOfCode = [Int32](repeating: -1, count: 1 << bits)
        isTaken = [Bool](repeating: false, count: 1 << bits)
        isOutside = isTaken
        freeNeighbours = [UInt8](repeating: UInt8(bits), count: 1 << bits)
    }

    func freeNeighbourCount(_ code: UInt8) -> Int { Int(freeNeighbours[Int(code)]) }

    /// Whether a leaf, or what is outside, may have `code`.
    func accepts(_ code: UInt8, isOutside: Bool) -> Bool {
        !isTaken[Int(code)] || (isOutside && self.isOutside[Int(code)])
    }

    mutating func take(_ code: UInt8, for child: ReachChild) {
        if child.isOutside { isOutside[Int(code)] = true } else { leafOfCode[Int(code)] = child.leaf }
        if isTaken[Int(code)] { return }
        isTaken[Int(code)] = true
        for bit in 0..<bits { freeNeighbours[Int(code ^ 1 << UInt8(bit))] -= 1 }
    }

    /// Reserves a code for one of a pair of leaves: `take` says later for which.
    mutating func reserve(_ code: UInt8) {
        take(code, for: .outside)
        isOutside[Int(code)] = false
    }

    /// Bits in which the nearest code that a leaf, or what is outside, may have differs, roughly; `bits + 1` when there is none.
    func distance(from code: UInt8, isOutside: Bool) -> Int {
        if accepts(code, isOutside: isOutside) { return 0 }
        if freeNeighbourCount(code) > 0 { return 1 }
        if (0..<bits).contains(where: { freeNeighbourCount(code ^ 1 << UInt8($0)) > 0 }) { return 2 }
        var nearest = bits + 1
        for other in 0..<1 << bits where accepts(UInt8(other), isOutside: isOutside) {
            nearest = min(nearest, (other ^ Int(code)).nonzeroBitCount)
        }
        return nearest
    }
}
