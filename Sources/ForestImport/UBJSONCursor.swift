/// Universal Binary JSON (ubjson.org, draft 12) as XGBoost writes it, big endian, read where it lies.
///
/// Counted and typed arrays are read in place, after as many bytes were found as their count asks for. Refused, since XGBoost writes
/// none: no-op markers, high-precision numbers, counted or typed objects, typed arrays of what takes no bytes or is no number.
@safe struct UBJSONCursor: ModelCursor, ~Copyable {
    private let bytes: UnsafeRawBufferPointer
    private let byteCount: Int
    private var position = 0
    /// The current value's, which `position` is behind.
    private var marker: UInt8 = 0
    private(set) var offset = 0
    private var open: [Container] = []

    /// An array or object that was entered.
    private struct Container {
        let isObject: Bool
        /// Of a typed array the marker that each element would have; 0 when elements have their own.
        var elementMarker: UInt8 = 0
        /// Elements to come; nil when a bracket ends it.
        var remainingCount: Int?
    }

    /// The bytes must outlive the cursor.
    init(_ bytes: UnsafeRawBufferPointer) {
        unsafe self.bytes = bytes
        byteCount = bytes.count
    }

    var kind: ModelValueKind {
        switch marker {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "S"), UInt8(ascii: "C"): .text
        case UInt8(ascii: "T"), UInt8(ascii: "F"): .boolean
        case UInt8(ascii: "Z"): .null
        default: .number
        }
    }

    mutating func begin() throws(ImportError) { try readMarker() }

    mutating func enterObject() throws(ImportError) {
        guard marker == UInt8(ascii: "{") else { throw mismatch(.object) }
        if let byte = byteHere, byte == UInt8(ascii: "#") || byte == UInt8(ascii: "$") {
            throw here("counted and typed objects are not accepted; XGBoost writes none")
        }
        try push(Container(isObject: true))
    }

    mutating func nextMember() throws(ImportError) -> String? {
        if byteHere == UInt8(ascii: "}") {
            position += 1
            open.removeLast()
            return nil
        }
        try readMarker()
        let name = try readText(byteCount: try readInteger())
        try readMarker()
        return name
    }

    mutating func enterArray() throws(ImportError) {
        guard marker == UInt8(ascii: "[") else { throw mismatch(.array) }
        var array = Container(isObject: false)
        if byteHere == UInt8(ascii: "$") {
            position += 1
            try readMarker()
            array.elementMarker = marker
            guard Self.byteCount(of: marker) > 0 else { throw error("arrays of this type are not accepted") }
            guard byteHere == UInt8(ascii: "#") else { throw here("a typed array without its count") }
        }
        if byteHere == UInt8(ascii: "#") {
            position += 1
            try readMarker()
            let count = try readInteger()
            let elementByteCount = array.elementMarker == 0 ? 1 : Self.byteCount(of: array.elementMarker)
            guard count >= 0, count <= remainingByteCount / elementByteCount else {
                throw error("an array of \(count) elements, but the file has only \(remainingByteCount) more bytes")
            }
            array.remainingCount = count
        }
        try push(array)
    }

    mutating func nextElement() throws(ImportError) -> Bool {
        let array = open[open.count - 1]
        if array.remainingCount == 0 || (array.remainingCount == nil && byteHere == UInt8(ascii: "]")) {
            if array.remainingCount == nil { position += 1 }
            open.removeLast()
            return false
        }
        if let count = array.remainingCount { open[open.count - 1].remainingCount = count - 1 }
        if array.elementMarker != 0 {
            marker = array.elementMarker
            offset = position
        } else {
            try readMarker()
        }
        return true
    }

    mutating func skip() throws(ImportError) {
        let depth = open.count
        try skipOne()
        while open.count > depth {
            let container = open[open.count - 1]
            if container.isObject {
                guard try nextMember() != nil else { continue }
            } else if container.elementMarker != 0, let count = container.remainingCount {
                position += count * Self.byteCount(of: container.elementMarker)
                open.removeLast()
                continue
            } else {
                guard try nextElement() else { continue }
            }
            try skipOne()
        }
    }

    // The current value when it is a scalar; else into it.
    private mutating func skipOne() throws(ImportError) {
        switch marker {
        case UInt8(ascii: "{"): try enterObject()
        case UInt8(ascii: "["): try enterArray()
        case UInt8(ascii: "S"):
            try readMarker()
            try pass(try readInteger())
        case UInt8(ascii: "C"): try pass(1)
        default: try pass(Self.byteCount(of: marker))
        }
    }

    mutating func text() throws(ImportError) -> String {
        guard marker == UInt8(ascii: "S") else { throw mismatch(.text) }
        let start = offset
        try readMarker()
        let byteCount = try readInteger()
        offset = start
        return try readText(byteCount: byteCount)
    }

    mutating func integer() throws(ImportError) -> Int {
        guard kind == .number else { throw mismatch(.number) }
        return try readInteger()
    }

    mutating func float() throws(ImportError) -> Float {
        guard kind == .number else { throw mismatch(.number) }
        switch marker {
        case UInt8(ascii: "d"): return Float(bitPattern: try readBits(UInt32.self))
        case UInt8(ascii: "D"): return try exact(Double(bitPattern: try readBits(UInt64.self)))
        default:
            let number = try readInteger()
            guard let float = Float(exactly: number) else { throw error("\(number) is no float32") }
            return float
        }
    }

    mutating func floats() throws(ImportError) -> [Float] {
        try enterArray()
        let array = open[open.count - 1]
        var numbers: [Float] = []
        guard array.elementMarker == UInt8(ascii: "d"), let count = array.remainingCount else {
            while try nextElement() { numbers.append(try float()) }
            return numbers
        }
        numbers.reserveCapacity(count)
        for index in 0..<count {
            let bits = unsafe bytes.loadUnaligned(fromByteOffset: position + index * 4, as: UInt32.self)
            numbers.append(Float(bitPattern: UInt32(bigEndian: bits)))
        }
        position += count * 4
        open.removeLast()
        return numbers
    }

    mutating func integers<Integer: FixedWidthInteger>(_: Integer.Type) throws(ImportError) -> [Integer] {
        try enterArray()
        var numbers: [Integer] = []
        numbers.reserveCapacity(open[open.count - 1].remainingCount ?? 0)
        while try nextElement() { numbers.append(try narrowed(try integer(), Integer.self)) }
        return numbers
    }

    mutating func flags() throws(ImportError) -> [Bool] {
        try enterArray()
        var flags: [Bool] = []
        flags.reserveCapacity(open[open.count - 1].remainingCount ?? 0)
        while try nextElement() {
            if kind == .boolean {
                flags.append(marker == UInt8(ascii: "T"))
                continue
            }
            let number = try integer()
            guard number == 0 || number == 1 else { throw error("found \(number), expected 0, 1, false or true") }
            flags.append(number == 1)
        }
        return flags
    }

    mutating func finish() throws(ImportError) {
        guard remainingByteCount == 0 else { throw here("\(remainingByteCount) bytes follow the document") }
    }

    // MARK: bytes

    private var remainingByteCount: Int { byteCount - position }

    private var byteHere: UInt8? { position < byteCount ? unsafe bytes[position] : nil }

    private func here(_ reason: String) -> ImportError { ImportError(byteOffset: position, reason: reason) }

    private mutating func push(_ container: Container) throws(ImportError) {
        guard open.count < ImportLimits.depthMax else {
            throw error("arrays and objects are nested more than \(ImportLimits.depthMax) deep")
        }
        open.append(container)
    }

    private mutating func readMarker() throws(ImportError) {
        guard let byte = byteHere else { throw here("the file ends where a value is expected") }
        guard "{[SCTFZiUIlLdD".utf8.contains(byte) else {
            let digits = String(byte, radix: 16)
            throw here("byte 0x\(digits.count < 2 ? "0" : "")\(digits) begins no value of the kinds that XGBoost writes")
        }
        offset = position
        marker = byte
        position += 1
    }

    private mutating func pass(_ byteCount: Int) throws(ImportError) {
        guard byteCount >= 0, byteCount <= remainingByteCount else {
            throw error("a value of \(byteCount) bytes, but the file has only \(remainingByteCount) more")
        }
        position += byteCount
    }

    private mutating func readText(byteCount: Int) throws(ImportError) -> String {
        guard byteCount <= ImportLimits.textByteCountMax else {
            throw error("a text of \(byteCount) bytes; \(ImportLimits.textByteCountMax) are accepted")
        }
        let start = position
        try pass(byteCount)
        let text = unsafe bytes[start..<position]
        guard let string = unsafe String(validating: text, as: UTF8.self) else { throw error("a text that is not UTF-8") }
        return string
    }

    // The payload of a number whose marker was read.
    private mutating func readInteger() throws(ImportError) -> Int {
        switch marker {
        case UInt8(ascii: "i"): Int(Int8(bitPattern: try readBits(UInt8.self)))
        case UInt8(ascii: "U"): Int(try readBits(UInt8.self))
        case UInt8(ascii: "I"): Int(Int16(bitPattern: try readBits(UInt16.self)))
        case UInt8(ascii: "l"): Int(Int32(bitPattern: try readBits(UInt32.self)))
        case UInt8(ascii: "L"): Int(Int64(bitPattern: try readBits(UInt64.self)))
        default: throw error("found \(kind.rawValue) of type '\(Character(Unicode.Scalar(marker)))', expected a whole number")
        }
    }

    private mutating func readBits<Bits: FixedWidthInteger & BitwiseCopyable>(_: Bits.Type) throws(ImportError) -> Bits {
        let start = position
        try pass(Bits.bitWidth / 8)
        return unsafe Bits(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: Bits.self))
    }

    private func exact(_ number: Double) throws(ImportError) -> Float {
        guard number.isNaN || Double(Float(number)) == number else { throw error("\(number) is no float32") }
        return Float(number)
    }

    // What the payload of a scalar takes; 0 for what has none or is no number.
    private static func byteCount(of marker: UInt8) -> Int {
        switch marker {
        case UInt8(ascii: "i"), UInt8(ascii: "U"): 1
        case UInt8(ascii: "I"): 2
        case UInt8(ascii: "l"), UInt8(ascii: "d"): 4
        case UInt8(ascii: "L"), UInt8(ascii: "D"): 8
        default: 0
        }
    }
}
