/// Where the standard library writes a float's shortest decimal, in place of a `String` of its own.
///
/// A float writes itself to a stream by `_writeASCII`, whose default makes a `String` and calls `write`. A `Double` has up to 24 characters,
/// more than a `String` holds without an allocation, and a `String` is counted as a reference whatever it holds; here the bytes go straight to their place. Should a standard library not call
/// `_writeASCII`, `write` gives the same bytes, with that allocation.
@safe struct ShortestDecimal: TextOutputStream {
    /// `-2.2250738585072014e-308` has 24 characters.
    static let byteCountMax = 32

    private let start: UnsafeMutableRawPointer
    private(set) var byteCount = 0

    /// `start` has room for `byteCountMax` bytes.
    init(_ start: UnsafeMutableRawPointer) { unsafe self.start = start }

    mutating func write(_ string: String) {
        var string = string
        string.withUTF8 { unsafe _writeASCII($0) }
    }

    mutating func _writeASCII(_ text: UnsafeBufferPointer<UInt8>) {
        precondition(text.count <= Self.byteCountMax - byteCount, "a float has no more characters")
        guard let source = text.baseAddress else { return }
        unsafe (start + byteCount).copyMemory(from: source, byteCount: text.count)
        byteCount += text.count
    }
}
