/// The histograms of a tree's nodes: taken for nodes that may still be split, used again by later nodes and trees.
struct HistogramPool {
    private let pairCount: Int
    private let slotCountMax: Int
    private var slots: [Buffer<FixedPair>] = []
    private var free: [Int] = []

    /// Takes at most `byteCountMax` of memory, but for three histograms at least; beyond it nodes must give theirs up.
    init(pairCount: Int, byteCountMax: Int) {
        self.pairCount = pairCount
        // A node, and its two children when they are built apart.
        slotCountMax = max(byteCountMax / (max(pairCount, 1) * MemoryLayout<FixedPair>.stride), 3)
    }

    /// A slot with old contents, or nil when the memory is used up.
    mutating func take() -> Int? {
        if let slot = free.popLast() { return slot }
        guard slots.count < slotCountMax else { return nil }
        slots.append(Buffer(repeating: .zero, count: pairCount))
        return slots.count - 1
    }

    mutating func give(_ slot: Int) { free.append(slot) }

    func histogram(_ slot: Int) -> Buffer<FixedPair> { slots[slot] }
}
