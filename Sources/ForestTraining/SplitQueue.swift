/// Nodes that can be split, the largest gain first, of equal ones the oldest: a binary heap.
struct SplitQueue {
    private var heap: [(gain: Double, node: Int)] = []

    mutating func push(node: Int, gain: Double) {
        heap.append((gain, node))
        var index = heap.count - 1
        while index > 0, precedes(index, (index - 1) / 2) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func pop() -> Int? {
        guard let first = heap.first else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var index = 0
        while true {
            var top = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count && precedes(child, top) { top = child }
            if top == index { return first.node }
            heap.swapAt(index, top)
            index = top
        }
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool {
        heap[a].gain > heap[b].gain || (heap[a].gain == heap[b].gain && heap[a].node < heap[b].node)
    }
}
