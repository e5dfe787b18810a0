/// Reads a JSON document step by step where it lies: strict RFC 8259, strings checked to be UTF-8, nothing allocated.
///
/// Call `next` for the document's value. A scalar comes whole; for `.array` and `.object` the cursor has entered it, and then
/// `nextElement` or `nextMember` is called until it says false (or `skipContainer` once). `finish` at the end refuses what
/// follows the value. Member names that repeat are the caller's to notice; what they name is read like any other.
///
/// No byte at or after the end is read. The document and the scratch memory must outlive the cursor. One thread at a time.
/// Limits: `JSONLimits`; unescaped strings of one step that need more than the scratch memory are refused.
@safe public struct JSONCursor: ~Copyable {
    let start: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    var position: UnsafePointer<UInt8>
    let scratch: UnsafeMutableBufferPointer<UInt8>
    var scratchUsedCount = 0
    let depthMax: Int
    private let allowsNonFinite: Bool
    /// Arrays and objects that are open.
    public private(set) var depth = 0
    /// One bit for each of them, the innermost lowest; 1 is an object.
    private var containers: UInt64 = 0
    /// Right after an opening bracket no comma is due.
    var isFirst = true

    /// A cursor on `bytes`. Strings with escapes are unescaped into `scratch`: as many bytes as the document has are always
    /// enough.
    public init(
        _ bytes: UnsafeBufferPointer<UInt8>, scratch: UnsafeMutableBufferPointer<UInt8>, limits: JSONLimits = JSONLimits()
    ) throws(JSONError) {
        guard bytes.count <= limits.byteCountMax else {
            throw JSONError(
                offset: limits.byteCountMax,
                reason: "the document has \(bytes.count) bytes; \(limits.byteCountMax) are accepted")
        }
        // An empty document needs some address; nothing is read from it.
        unsafe start = bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!
        unsafe end = start + bytes.count
        unsafe position = start
        unsafe self.scratch = scratch
        depthMax = limits.depthMax
        allowsNonFinite = limits.allowsNonFinite
    }

    /// A cursor on some elements, with the commas between them, of an array that is a member of a document's object: what
    /// ``JSONElementScan`` cut out. The cursor is in that array; its last element read, `finishElements` takes the place of its end.
    public init(
        elements bytes: UnsafeBufferPointer<UInt8>, scratch: UnsafeMutableBufferPointer<UInt8>, limits: JSONLimits = JSONLimits()
    ) throws(JSONError) {
        guard limits.depthMax >= 2 else {
            throw JSONError(offset: 0, reason: "arrays and objects are nested more than \(limits.depthMax) deep")
        }
        unsafe try self.init(bytes, scratch: scratch, limits: limits)
        // An array in an object.
        depth = 2
        containers = 0b10
    }

    /// Checks that nothing but blanks follows the elements.
    public mutating func finishElements() throws(JSONError) {
        precondition(depth == 2 && containers == 0b10, "the cursor is among the elements")
        skipBlanks()
        if unsafe position != end { throw error(expected: "nothing after the elements") }
    }

    /// Where the cursor stands, in bytes from the document's start.
    public var offset: Int { unsafe position - start }

    /// Whether the innermost that is open is an array.
    var isInArray: Bool { depth > 0 && containers & 1 == 0 }
    /// Whether it is an object.
    var isInObject: Bool { depth > 0 && containers & 1 == 1 }

    /// The byte that the cursor stands on; nil at the end.
    var byteHere: UInt8? { unsafe position == end ? nil : position.pointee }

    /// Reads the value that begins here: a scalar whole, or into an array or object.
    public mutating func next(into token: inout JSONToken) throws(JSONError) {
        scratchUsedCount = 0
        try read(into: &token)
    }

    /// Reads the next element of the array that the cursor is in; false, with the array left, when there is none.
    public mutating func nextElement(into token: inout JSONToken) throws(JSONError) -> Bool {
        guard try stepInContainer(close: UInt8(ascii: "]"), isObject: false) else { return false }
        scratchUsedCount = 0
        try read(into: &token)
        return true
    }

    /// Reads the next member of the object that the cursor is in: its name (unescaped, valid until the next step) and value;
    /// false, with the object left, when there is none.
    public mutating func nextMember(
        name: inout UnsafeBufferPointer<UInt8>, into token: inout JSONToken
    ) throws(JSONError) -> Bool {
        guard try stepInContainer(close: UInt8(ascii: "}"), isObject: true) else { return false }
        scratchUsedCount = 0
        guard unsafe position != end, unsafe position.pointee == UInt8(ascii: "\"") else {
            throw error(expected: "a member name in quotation marks")
        }
        unsafe name = try readString()
        skipBlanks()
        guard unsafe position != end, unsafe position.pointee == UInt8(ascii: ":") else {
            throw error(expected: "a colon after the member name")
        }
        unsafe position += 1
        try read(into: &token)
        return true
    }

    /// Reads on to the end of the array or object that the cursor is in, checking all of it.
    public mutating func skipContainer() throws(JSONError) {
        precondition(depth > 0, "no array or object is open")
        let target = depth - 1
        var token = JSONToken()
        var name = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        while depth > target {
            if containers & 1 == 1 {
                _ = unsafe try nextMember(name: &name, into: &token)
            } else {
                _ = try nextElement(into: &token)
            }
        }
    }

    /// Checks that nothing but blanks follows the document's value.
    public mutating func finish() throws(JSONError) {
        precondition(depth == 0, "an array or object is still open")
        skipBlanks()
        if unsafe position != end { throw error(expected: "nothing after the document's value") }
    }

    /// Passes the comma that is due, or leaves the container at its closing bracket.
    @inline(__always)
    private mutating func stepInContainer(close: UInt8, isObject: Bool) throws(JSONError) -> Bool {
        precondition(depth > 0 && (containers & 1 == 1) == isObject, "the cursor is in no such container")
        skipBlanks()
        if unsafe position != end, unsafe position.pointee == close {
            unsafe position += 1
            depth &-= 1
            containers &>>= 1
            isFirst = false
            return false
        }
        if isFirst {
            isFirst = false
            return true
        }
        guard unsafe position != end, unsafe position.pointee == UInt8(ascii: ",") else {
            throw error(expected: isObject ? "a comma or }" : "a comma or ]")
        }
        unsafe position += 1
        skipBlanks()
        return true
    }

    @inline(__always)
    private mutating func read(into token: inout JSONToken) throws(JSONError) {
        skipBlanks()
        guard unsafe position != end else { throw error(expected: "a value") }
        token.offset = offset
        switch unsafe position.pointee {
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try readNumber(into: &token)
        case UInt8(ascii: "\""):
            token.kind = .string
            unsafe token.text = try readString()
        default:
            if allowsNonFinite, readNonFinite(into: &token) { return }
            unsafe token.text = UnsafeBufferPointer(start: nil, count: 0)
            token.kind = try readOther()
        }
    }

    @inline(__always)
    private mutating func readNumber(into token: inout JSONToken) throws(JSONError) {
        let byteCount = unsafe NumberParser.parse(position, end, .json, &token.number)
        guard byteCount > 0 else {
            if allowsNonFinite, readNonFinite(into: &token) { return }
            throw malformedNumber()
        }
        token.kind = .number
        unsafe token.text = UnsafeBufferPointer(start: position, count: byteCount)
        unsafe position += byteCount
    }

    /// NaN or an infinity when it stands here.
    @inline(never)
    private mutating func readNonFinite(into token: inout JSONToken) -> Bool {
        let beginning = unsafe position
        if matches("NaN") {
            token.number = .nan
        } else if matches("Infinity") {
            token.number = .infinity
        } else if matches("-Infinity") {
            token.number = -.infinity
        } else {
            return false
        }
        token.kind = .number
        unsafe token.text = UnsafeBufferPointer(start: beginning, count: position - beginning)
        return true
    }

    /// An opening bracket or a literal.
    private mutating func readOther() throws(JSONError) -> JSONKind {
        switch unsafe position.pointee {
        case UInt8(ascii: "["):
            try enter(isObject: false)
            return .array
        case UInt8(ascii: "{"):
            try enter(isObject: true)
            return .object
        case UInt8(ascii: "t") where matches("true"): return .true
        case UInt8(ascii: "f") where matches("false"): return .false
        case UInt8(ascii: "n") where matches("null"): return .null
        default: throw error(expected: "a value")
        }
    }

    private mutating func enter(isObject: Bool) throws(JSONError) {
        guard depth < depthMax else {
            throw JSONError(offset: offset, reason: "arrays and objects are nested more than \(depthMax) deep")
        }
        unsafe position += 1
        depth &+= 1
        containers = containers &<< 1 | (isObject ? 1 : 0)
        isFirst = true
    }

    /// Passes the literal when it stands here.
    private mutating func matches(_ literal: StaticString) -> Bool {
        let byteCount = literal.utf8CodeUnitCount
        guard unsafe end - position >= byteCount else { return false }
        for index in 0..<byteCount where unsafe position[index] != literal.utf8Start[index] { return false }
        unsafe position += byteCount
        return true
    }

    @inline(__always)
    mutating func skipBlanks() {
        while unsafe position != end {
            let byte = unsafe position.pointee
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            unsafe position += 1
        }
    }
}
