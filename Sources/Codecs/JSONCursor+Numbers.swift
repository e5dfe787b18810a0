/// Runs of numbers straight into memory: a row of a hundred numbers is one call, not a hundred tokens.
extension JSONCursor {
    /// Reads numbers of the array that the cursor is in, from its next element on, `countMax` at most, each correctly rounded to float32.
    ///
    /// Stops before the first element that is no number of RFC 8259 between its own bounds (both included; a NaN among them lets none
    /// pass), and before the array's end: the next step finds it as if this had not been called. Returns the count of what was read.
    public mutating func nextNumbers(
        into numbers: UnsafeMutablePointer<Float>, lowerBounds: UnsafePointer<Float>, upperBounds: UnsafePointer<Float>,
        countMax: Int
    ) -> Int {
        unsafe readNumbers(numbers, lowerBounds, upperBounds, countMax)
    }

    /// As ``nextNumbers(into:lowerBounds:upperBounds:countMax:)-(UnsafeMutablePointer<Float>,_,_,_)``, rounded to float64.
    public mutating func nextNumbers(
        into numbers: UnsafeMutablePointer<Double>, lowerBounds: UnsafePointer<Double>, upperBounds: UnsafePointer<Double>,
        countMax: Int
    ) -> Int {
        unsafe readNumbers(numbers, lowerBounds, upperBounds, countMax)
    }

    /// Reads members of the object that the cursor is in as long as they are named as `spellings` goes on from `first` and their values are
    /// such numbers: the one named by spelling `first` goes to the start of `numbers`, and so on to the last spelling. Stops as
    /// ``nextNumbers(into:lowerBounds:upperBounds:countMax:)-(UnsafeMutablePointer<Float>,_,_,_)`` does. Returns the count of members.
    public mutating func nextNumbers(
        named spellings: JSONMemberSpellings, from first: Int, into numbers: UnsafeMutablePointer<Float>,
        lowerBounds: UnsafePointer<Float>, upperBounds: UnsafePointer<Float>
    ) -> Int {
        unsafe readMembers(spellings, first, numbers, lowerBounds, upperBounds)
    }

    /// The same for float64.
    public mutating func nextNumbers(
        named spellings: JSONMemberSpellings, from first: Int, into numbers: UnsafeMutablePointer<Double>,
        lowerBounds: UnsafePointer<Double>, upperBounds: UnsafePointer<Double>
    ) -> Int {
        unsafe readMembers(spellings, first, numbers, lowerBounds, upperBounds)
    }

    @inline(__always)
    private mutating func readMembers<Value: PlainNumberTarget>(
        _ spellings: JSONMemberSpellings, _ first: Int, _ numbers: UnsafeMutablePointer<Value>,
        _ lowerBounds: UnsafePointer<Value>, _ upperBounds: UnsafePointer<Value>
    ) -> Int {
        precondition(isInObject, "the cursor is in no object")
        precondition(first >= 0 && first <= spellings.count, "no such member")
        let end = unsafe end
        let countMax = spellings.count &- first
        var past = unsafe position
        var commaIsDue = !isFirst
        var count = 0
        while count < countMax {
            guard let member = unsafe Self.element(past, end, commaIsDue: commaIsDue) else { break }
            guard var next = unsafe spellings.end(of: first &+ count, at: member, end) else { break }
            unsafe Self.passBlanks(&next, end)
            var value: Value = 0
            guard unsafe next != end, let after = unsafe Self.number(next, end, into: &value) else { break }
            guard unsafe value >= lowerBounds[count], unsafe value <= upperBounds[count] else { break }
            unsafe numbers[count] = value
            count &+= 1
            unsafe past = after
            commaIsDue = true
        }
        unsafe position = past
        isFirst = !commaIsDue
        return count
    }

    @inline(__always)
    private mutating func readNumbers<Value: PlainNumberTarget>(
        _ numbers: UnsafeMutablePointer<Value>, _ lowerBounds: UnsafePointer<Value>, _ upperBounds: UnsafePointer<Value>,
        _ countMax: Int
    ) -> Int {
        precondition(isInArray, "the cursor is in no array")
        // Plain variables: all of it stays in registers.
        let end = unsafe end
        var past = unsafe position
        var commaIsDue = !isFirst
        var count = 0
        while count < countMax {
            guard let element = unsafe Self.element(past, end, commaIsDue: commaIsDue) else { break }
            var value: Value = 0
            guard let next = unsafe Self.number(element, end, into: &value) else { break }
            guard unsafe value >= lowerBounds[count], unsafe value <= upperBounds[count] else { break }
            unsafe numbers[count] = value
            count &+= 1
            unsafe past = next
            commaIsDue = true
        }
        unsafe position = past
        isFirst = !commaIsDue
        return count
    }

    /// Where the next element or member begins, behind the comma that is due and blanks; nil when there is no comma or nothing behind it.
    @inline(__always)
    private static func element(
        _ past: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, commaIsDue: Bool
    ) -> UnsafePointer<UInt8>? {
        var next = unsafe past
        if commaIsDue {
            unsafe passBlanks(&next, end)
            guard unsafe next != end, unsafe next.pointee == UInt8(ascii: ",") else { return nil }
            unsafe next += 1
        }
        unsafe passBlanks(&next, end)
        return unsafe next == end ? nil : next
    }

    @inline(__always)
    private static func passBlanks(_ next: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
        while unsafe next != end {
            let byte = unsafe next.pointee
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            unsafe next += 1
        }
    }

    /// The byte after the number that begins here; nil when none does.
    @inline(__always)
    private static func number<Value: PlainNumberTarget>(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, into value: inout Value
    ) -> UnsafePointer<UInt8>? {
        if let next = unsafe PlainNumber.read(start, end, into: &value) { return unsafe next }
        return unsafe anyNumber(start, end, into: &value)
    }

    /// With an exponent, of very many digits, or near the document's end; or none.
    @inline(never)
    private static func anyNumber<Value: PlainNumberTarget>(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, into value: inout Value
    ) -> UnsafePointer<UInt8>? {
        let byteCount = unsafe NumberParser.parse(start, end, .json, &value)
        return unsafe byteCount > 0 ? start + byteCount : nil
    }
}
