/// Memory of a plan: taken in pieces while it is built, zeroed, 64-byte aligned, and freed whole.
///
/// Addresses stay good as long as the arena lives; whoever keeps them keeps it alive.
@safe final class PlanArena: @unchecked Sendable {
    private static let blockByteCount = 1 << 18
    private var blocks: [AlignedBlock] = []
    private var used = 0
    /// Bytes that it holds.
    private(set) var byteCount = 0

    /// Room for `count` elements.
    func allocate<Element: BitwiseCopyable>(_ type: Element.Type = Element.self, count: Int) -> UnsafeMutablePointer<Element> {
        let byteCount = ForestFormat.aligned(max(1, count * MemoryLayout<Element>.stride))
        var bytes = unsafe blocks.last?.bytes
        if unsafe bytes == nil || bytes!.count - used < byteCount {
            let block = AlignedBlock(byteCount: max(byteCount, Self.blockByteCount))
            blocks.append(block)
            unsafe bytes = block.bytes
            used = 0
            unsafe self.byteCount += block.bytes.count
        }
        guard let base = unsafe bytes?.baseAddress else { preconditionFailure("a block has bytes") }
        let start = unsafe base + used
        used += byteCount
        return unsafe start.bindMemory(to: type, capacity: max(1, count))
    }

    /// A copy of one value.
    func place<Value: BitwiseCopyable>(_ value: Value) -> UnsafePointer<Value> {
        let start = unsafe allocate(Value.self, count: 1)
        unsafe start.initialize(to: value)
        return unsafe UnsafePointer(start)
    }

    /// A copy of `elements`.
    func copy<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafePointer<Element> {
        let start = unsafe allocate(Element.self, count: elements.count)
        unsafe elements.withUnsafeBufferPointer { elements in
            guard let source = elements.baseAddress else { return }
            unsafe start.update(from: source, count: elements.count)
        }
        return unsafe UnsafePointer(start)
    }
}
