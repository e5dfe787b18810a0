/// Memory for trivial elements that several threads fill, each its own part. Owns it; cache-line aligned.
@safe final class Buffer<Element: BitwiseCopyable>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    init(repeating value: Element, count: Int) {
        self.count = count
        let byteCount = max(count, 1) * MemoryLayout<Element>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
        unsafe base = memory.initializeMemory(as: Element.self, repeating: value, count: count)
    }

    convenience init(_ elements: [Element]) where Element: ExpressibleByIntegerLiteral {
        self.init(repeating: 0, count: elements.count)
        for (index, element) in elements.enumerated() { self[index] = element }
    }

    /// Copies all of `other` to the front of this one.
    func copy(_ other: Buffer) {
        precondition(other.count <= count, "room for the copy")
        unsafe base.update(from: other.base, count: other.count)
    }

    deinit { unsafe base.deallocate() }

    subscript(index: Int) -> Element {
        get {
            precondition(index >= 0 && index < count, "an element of the buffer")
            return unsafe base[index]
        }
        set {
            precondition(index >= 0 && index < count, "an element of the buffer")
            unsafe base[index] = newValue
        }
    }
}
