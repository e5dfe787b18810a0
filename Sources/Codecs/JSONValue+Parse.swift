extension JSONValue {
    /// Reads one strict RFC 8259 document; duplicate member names, invalid UTF-8 and trailing bytes are errors.
    public static func parse(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
        let document = unsafe bytes.bindMemory(to: UInt8.self)
        // Scratch as large as the document always suffices; pages that no escape touches cost nothing.
        let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: min(bytes.count, limits.byteCountMax))
        defer { unsafe scratch.deallocate() }
        var cursor = unsafe try JSONCursor(document, scratch: scratch, limits: limits)
        var token = JSONToken()
        try cursor.next(into: &token)
        let value = try read(token, &cursor)
        try cursor.finish()
        return value
    }

    /// As ``parse(_:limits:)`` for bytes in an array.
    public static func parse(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
        // `withUnsafeBytes` rethrows untyped errors; a result carries the typed one out.
        let result = unsafe bytes.withUnsafeBytes { bytes -> Result<JSONValue, JSONError> in
            do throws(JSONError) { return .success(try unsafe parse(bytes, limits: limits)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// The value that `token` begins. Recursion is bounded by the cursor's depth limit.
    private static func read(_ token: JSONToken, _ cursor: inout JSONCursor) throws(JSONError) -> JSONValue {
        switch token.kind {
        case .null: .null
        case .false: .bool(false)
        case .true: .bool(true)
        case .number: .number(unsafe String(decoding: token.text, as: UTF8.self))
        case .string: .string(unsafe String(decoding: token.text, as: UTF8.self))
        case .array: .array(try readElements(&cursor))
        case .object: .object(try readMembers(&cursor))
        }
    }

    private static func readElements(_ cursor: inout JSONCursor) throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        var token = JSONToken()
        while try cursor.nextElement(into: &token) { elements.append(try read(token, &cursor)) }
        return elements
    }

    private static func readMembers(_ cursor: inout JSONCursor) throws(JSONError) -> [Member] {
        var members: [Member] = []
        // Names are compared by bytes: String would take composed and decomposed characters for equal.
        var names: Set<[UInt8]> = []
        var token = JSONToken()
        var name = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        var offset = cursor.offset
        while unsafe try cursor.nextMember(name: &name, into: &token) {
            let text = unsafe String(decoding: name, as: UTF8.self)
            guard unsafe names.insert([UInt8](name)).inserted else {
                throw JSONError(offset: offset, reason: "the member name \"\(text)\" stands twice in one object")
            }
            members.append(Member(text, try read(token, &cursor)))
            offset = cursor.offset
        }
        return members
    }
}
