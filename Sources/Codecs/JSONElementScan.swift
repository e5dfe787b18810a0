/// Finds where a JSON array of arrays and objects may be cut, by its brackets and quotation marks alone: some gigabytes a second, where
/// reading it takes many times as long.
///
/// Nothing else is checked. A border between two elements is one only when the parts on both sides of it read as JSON by themselves
/// (``JSONCursor/init(elements:scratch:limits:)``); where one does not, the document is read whole, which tells what is wrong with it.
/// No byte at or after the end is read. The bytes must outlive the scan. One thread at a time.
@safe public struct JSONElementScan {
    private let start: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>
    private var position: UnsafePointer<UInt8>
    /// Elements that were passed.
    public private(set) var elementCount = 0

    /// A place behind an element.
    public struct Border: Equatable, Sendable {
        /// Of the comma or the array's closing bracket, in bytes from the first element.
        public var offset: Int
        /// The array ends here.
        public var isEnd: Bool

        public init(offset: Int, isEnd: Bool) {
            self.offset = offset
            self.isEnd = isEnd
        }
    }

    /// `bytes` begin behind the array's opening bracket.
    public init(_ bytes: UnsafeBufferPointer<UInt8>) {
        // No bytes need some address; nothing is read from it.
        unsafe start = bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!
        unsafe end = start + bytes.count
        unsafe position = start
    }

    /// Passes elements up to the first border at `offset` or behind it; nil when something else than an array or object stands where one
    /// should, or the bytes end before the array. After that, and after its end, the scan is over.
    public mutating func passElements(to offset: Int) -> Border? {
        while true {
            skipBlanks()
            guard unsafe position != end, passContainer() else { return nil }
            elementCount &+= 1
            skipBlanks()
            guard unsafe position != end else { return nil }
            let byte = unsafe position.pointee
            let border = unsafe Border(offset: position - start, isEnd: byte == UInt8(ascii: "]"))
            guard border.isEnd || byte == UInt8(ascii: ",") else { return nil }
            unsafe position += 1
            if border.isEnd || border.offset >= offset { return border }
        }
    }

    private mutating func skipBlanks() {
        while unsafe position != end {
            let byte = unsafe position.pointee
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            unsafe position += 1
        }
    }

    /// Passes the array or object that begins here; false when none does, or its end is not there.
    private mutating func passContainer() -> Bool {
        var depth = 0
        repeat {
            let byte = unsafe position.pointee
            unsafe position += 1
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth &+= 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth &-= 1
            case UInt8(ascii: "\""): if depth == 0 || !passText() { return false }
            default: if depth == 0 { return false }
            }
            if depth <= 0 { return depth == 0 }
            passPlain { EightCharacters.bracketsAndQuotes($0) }
        } while unsafe position != end
        return false
    }

    /// Passes what is left of a string, its closing quotation mark included; false when that is not there.
    private mutating func passText() -> Bool {
        while true {
            passPlain { EightCharacters.quotesAndBackslashes($0) }
            guard unsafe position != end else { return false }
            let byte = unsafe position.pointee
            unsafe position += 1
            if byte == UInt8(ascii: "\"") { return true }
            // A backslash, or one of the last bytes, which are looked at one by one.
            if byte == UInt8(ascii: "\\") {
                guard unsafe position != end else { return false }
                unsafe position += 1
            }
        }
    }

    /// Passes eight bytes at a time up to the first that is marked; fewer than eight are left to who looks at each.
    @inline(__always)
    private mutating func passPlain(_ marks: (UInt64) -> UInt64) {
        while unsafe end - position >= 8 {
            let word = unsafe UnsafeRawPointer(position).loadUnaligned(as: UInt64.self).littleEndian
            let found = marks(word)
            unsafe position += found.trailingZeroBitCount &>> 3
            if found != 0 { return }
        }
    }
}
