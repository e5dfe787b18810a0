internal import Codecs

/// `JSONCursor` as a `ModelCursor`: numbers go from their digits to float32 directly, as XGBoost reads them.
///
/// NaN and Infinity, which XGBoost writes bare (in releases 1.7 to 2.1 as the threshold of every categorical split), are read as what
/// they say; where they mean something, who converts the model refuses them with tree and node.
@safe struct JSONModelCursor: ModelCursor, ~Copyable {
    private let scratch: UnsafeMutableBufferPointer<UInt8>
    private var cursor: JSONCursor
    private var token = JSONToken()

    /// The bytes must outlive the cursor.
    init(_ bytes: UnsafeRawBufferPointer) throws(ImportError) {
        unsafe scratch = .allocate(capacity: ImportLimits.escapedTextByteCountMax)
        do throws(JSONError) {
            cursor = unsafe try JSONCursor(
                bytes.bindMemory(to: UInt8.self), scratch: scratch,
                limits: JSONLimits(
                    depthMax: ImportLimits.depthMax, byteCountMax: ImportLimits.fileByteCountMax, allowsNonFinite: true))
        } catch {
            unsafe scratch.deallocate()
            throw ImportError(byteOffset: error.offset, reason: error.reason)
        }
    }

    deinit { unsafe scratch.deallocate() }

    var offset: Int { token.offset }

    var kind: ModelValueKind {
        switch token.kind {
        case .object: .object
        case .array: .array
        case .string: .text
        case .number: .number
        case .true, .false: .boolean
        case .null: .null
        }
    }

    mutating func begin() throws(ImportError) {
        do throws(JSONError) { try cursor.next(into: &token) } catch { throw refusal(error) }
    }

    mutating func enterObject() throws(ImportError) {
        guard token.kind == .object else { throw mismatch(.object) }
    }

    mutating func nextMember() throws(ImportError) -> String? {
        var name = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        do throws(JSONError) {
            guard unsafe try cursor.nextMember(name: &name, into: &token) else { return nil }
        } catch { throw refusal(error) }
        return unsafe try string(name)
    }

    mutating func enterArray() throws(ImportError) {
        guard token.kind == .array else { throw mismatch(.array) }
    }

    mutating func nextElement() throws(ImportError) -> Bool {
        do throws(JSONError) { return try cursor.nextElement(into: &token) } catch { throw refusal(error) }
    }

    mutating func skip() throws(ImportError) {
        guard token.kind == .object || token.kind == .array else { return }
        do throws(JSONError) { try cursor.skipContainer() } catch { throw refusal(error) }
    }

    mutating func text() throws(ImportError) -> String {
        guard token.kind == .string else { throw mismatch(.text) }
        return unsafe try string(token.text)
    }

    mutating func integer() throws(ImportError) -> Int {
        guard token.kind == .number else { throw mismatch(.number) }
        let digits = unsafe token.text
        let isNegative = unsafe digits.first == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        // Eighteen digits always fit.
        guard (start + 1...start + 18).contains(digits.count) else { throw notWhole() }
        var number = 0
        for index in start..<digits.count {
            let digit = unsafe digits[index] &- UInt8(ascii: "0")
            guard digit < 10 else { throw notWhole() }
            number = number * 10 + Int(digit)
        }
        return isNegative ? -number : number
    }

    mutating func float() throws(ImportError) -> Float {
        guard token.kind == .number else { throw mismatch(.number) }
        if token.number.isInfinite, unsafe token.text.last != UInt8(ascii: "y") {
            throw error("the number is beyond the range of a float32")
        }
        return token.number
    }

    mutating func floats() throws(ImportError) -> [Float] {
        try enterArray()
        var numbers: [Float] = []
        while try nextElement() { numbers.append(try float()) }
        return numbers
    }

    mutating func integers<Integer: FixedWidthInteger>(_: Integer.Type) throws(ImportError) -> [Integer] {
        try enterArray()
        var numbers: [Integer] = []
        while try nextElement() { numbers.append(try narrowed(try integer(), Integer.self)) }
        return numbers
    }

    mutating func flags() throws(ImportError) -> [Bool] {
        try enterArray()
        var flags: [Bool] = []
        while try nextElement() {
            switch token.kind {
            case .true: flags.append(true)
            case .false: flags.append(false)
            default:
                let number = try integer()
                guard number == 0 || number == 1 else { throw error("found \(number), expected 0, 1, false or true") }
                flags.append(number == 1)
            }
        }
        return flags
    }

    mutating func finish() throws(ImportError) {
        do throws(JSONError) { try cursor.finish() } catch { throw refusal(error) }
    }

    private func notWhole() -> ImportError { error("expected a whole number of at most 18 digits") }

    private func string(_ text: UnsafeBufferPointer<UInt8>) throws(ImportError) -> String {
        guard text.count <= ImportLimits.textByteCountMax else {
            throw error("a text of \(text.count) bytes; \(ImportLimits.textByteCountMax) are accepted")
        }
        // The cursor has checked that it is UTF-8.
        return unsafe String(decoding: text, as: UTF8.self)
    }

    private func refusal(_ error: JSONError) -> ImportError {
        ImportError(byteOffset: error.offset, reason: error.reason)
    }
}
