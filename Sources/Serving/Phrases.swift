/// Byte strings that are ready to be copied into answers, in one block of memory: no reference to count on the way of a request.
@safe final class Phrases: @unchecked Sendable {
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private let ends: UnsafeMutableBufferPointer<Int>

    init(_ phrases: [[UInt8]]) {
        unsafe bytes = .allocate(capacity: max(1, phrases.reduce(0) { $0 + $1.count }))
        unsafe ends = .allocate(capacity: phrases.count)
        var end = 0
        for (index, phrase) in phrases.enumerated() {
            _ = unsafe UnsafeMutableBufferPointer(rebasing: bytes[end...]).initialize(fromContentsOf: phrase)
            end += phrase.count
            unsafe ends.initializeElement(at: index, to: end)
        }
    }

    deinit {
        unsafe bytes.deallocate()
        unsafe ends.deallocate()
    }

    var count: Int { unsafe ends.count }

    /// Valid as long as this object.
    subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
        precondition(index >= 0 && index < count, "a phrase")
        let start = unsafe index == 0 ? 0 : ends[index &- 1]
        return unsafe UnsafeBufferPointer(rebasing: bytes[start..<ends[index]])
    }

    /// Whether the phrase is `text`.
    func isEqual(_ index: Int, to text: UnsafeBufferPointer<UInt8>) -> Bool {
        let phrase = unsafe self[index]
        guard phrase.count == text.count else { return false }
        for place in 0..<phrase.count where unsafe phrase[place] != text[place] { return false }
        return true
    }

    /// The phrase that is `text`, or nil; the phrases are in ascending order of their bytes. O(log count).
    func index(ofSorted text: UnsafeBufferPointer<UInt8>) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low &+ high) &>> 1
            if unsafe precedes(middle, text) { low = middle &+ 1 } else { high = middle }
        }
        return unsafe low < count && isEqual(low, to: text) ? low : nil
    }

    private func precedes(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let phrase = unsafe self[index]
        for place in 0..<min(phrase.count, text.count) where unsafe phrase[place] != text[place] {
            return unsafe phrase[place] < text[place]
        }
        return phrase.count < text.count
    }
}
