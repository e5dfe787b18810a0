/// One multi-byte UTF-8 sequence, checked as table 3-7 of the Unicode standard has it: no overlong form, no surrogate, nothing
/// above U+10FFFF.
enum UTF8Sequence {
    /// The length (2, 3 or 4) of the well-formed sequence that begins at `start`, whose first byte is 0x80 or above; 0 when there
    /// is none.
    static func length(_ start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Int {
        let first = unsafe start.pointee
        let available = unsafe end - start
        switch first {
        case 0xC2...0xDF:
            return unsafe available >= 2 && isContinuation(start[1]) ? 2 : 0
        case 0xE0...0xEF:
            guard available >= 3, unsafe isContinuation(start[1]), unsafe isContinuation(start[2]) else { return 0 }
            if first == 0xE0, unsafe start[1] < 0xA0 { return 0 }
            if first == 0xED, unsafe start[1] > 0x9F { return 0 }
            return 3
        case 0xF0...0xF4:
            guard available >= 4, unsafe isContinuation(start[1]), unsafe isContinuation(start[2]),
                unsafe isContinuation(start[3])
            else { return 0 }
            if first == 0xF0, unsafe start[1] < 0x90 { return 0 }
            if first == 0xF4, unsafe start[1] > 0x8F { return 0 }
            return 4
        default:
            return 0
        }
    }

    @inline(__always)
    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
