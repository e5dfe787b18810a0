/// The digits of a number's text from the first that is not zero, up to its exponent; the point is passed over.
@safe struct SignificantDigits {
    private var position: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>

    init(from start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) {
        unsafe position = start
        unsafe self.end = end
        while unsafe position != end, unsafe position.pointee == UInt8(ascii: "0") || position.pointee == UInt8(ascii: ".") {
            unsafe position += 1
        }
    }

    mutating func next() -> UInt8? {
        if unsafe position != end, unsafe position.pointee == UInt8(ascii: ".") { unsafe position += 1 }
        guard unsafe position != end else { return nil }
        let digit = unsafe position.pointee &- UInt8(ascii: "0")
        guard digit <= 9 else { return nil }
        unsafe position += 1
        return digit
    }
}
