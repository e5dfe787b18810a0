/// Names of members as documents mostly spell them, `"name":` without escapes or blanks, ready to be compared by words of eight bytes.
///
/// The memory is the caller's to free, who may be one that is used on every request: nothing here is counted.
@safe public struct JSONMemberSpellings: @unchecked Sendable {
    /// Each spelling filled up with zeros to whole words.
    private let words: UnsafeMutablePointer<UInt64>
    /// Where each begins in `words`, and after the last one the end.
    private let starts: UnsafeMutablePointer<UInt32>
    /// The mask of each one's last word.
    private let lastMasks: UnsafeMutablePointer<UInt64>
    private let byteCounts: UnsafeMutablePointer<UInt32>
    let count: Int

    /// A name that a document has to spell with escapes is never found.
    public init(_ names: [String]) {
        count = names.count
        var bytes: [UInt8] = []
        unsafe starts = .allocate(capacity: count + 1)
        unsafe lastMasks = .allocate(capacity: max(1, count))
        unsafe byteCounts = .allocate(capacity: max(1, count))
        for (index, name) in names.enumerated() {
            unsafe (starts + index).initialize(to: UInt32(bytes.count / 8))
            let isPlain = name.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
            // No member begins with a zero.
            let spelling = isPlain ? Array("\"\(name)\":".utf8) : [0]
            bytes += spelling + [UInt8](repeating: 0, count: (8 - spelling.count % 8) % 8)
            unsafe (byteCounts + index).initialize(to: UInt32(spelling.count))
            unsafe (lastMasks + index).initialize(to: .max >> UInt64(64 - 8 * ((spelling.count - 1) % 8 + 1)))
        }
        unsafe (starts + count).initialize(to: UInt32(bytes.count / 8))
        unsafe words = .allocate(capacity: max(1, bytes.count / 8))
        for word in 0..<bytes.count / 8 {
            let value = bytes[word * 8..<word * 8 + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            unsafe (words + word).initialize(to: value)
        }
    }

    public func deallocate() {
        unsafe words.deallocate()
        unsafe starts.deallocate()
        unsafe lastMasks.deallocate()
        unsafe byteCounts.deallocate()
    }

    /// The byte after the spelling when it stands at `start` with some bytes behind it; nil otherwise.
    @inline(__always)
    func end(of index: Int, at start: UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        let byteCount = unsafe Int(byteCounts[index])
        guard unsafe limit - start >= byteCount &+ 8 else { return nil }
        let first = unsafe Int(starts[index])
        let last = unsafe Int(starts[index &+ 1]) &- 1
        var word = first
        while word < last {
            guard unsafe Self.load(start, word &- first) == words[word] else { return nil }
            word &+= 1
        }
        guard unsafe Self.load(start, last &- first) & lastMasks[index] == words[last] else { return nil }
        return unsafe start + byteCount
    }

    @inline(__always)
    private static func load(_ start: UnsafePointer<UInt8>, _ word: Int) -> UInt64 {
        unsafe UnsafeRawPointer(start + word &* 8).loadUnaligned(as: UInt64.self).littleEndian
    }
}
