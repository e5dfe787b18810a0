import Codecs

/// A JSON document as it stands: names that repeat are kept, texts are bytes.
indirect enum JSONTree {
    case null
    case bool(Bool)
    case number(String)
    case text([UInt8])
    case array([JSONTree])
    case object([(name: [UInt8], value: JSONTree)])

    /// Nil when the bytes are not JSON.
    init?(_ bytes: [UInt8]) {
        let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        defer { unsafe scratch.deallocate() }
        let tree = unsafe bytes.withUnsafeBufferPointer { bytes -> JSONTree? in
            do {
                var cursor = unsafe try JSONCursor(bytes, scratch: scratch)
                var token = JSONToken()
                try cursor.next(into: &token)
                let tree = try JSONTree(token, &cursor)
                try cursor.finish()
                return tree
            } catch { return nil }
        }
        guard let tree else { return nil }
        self = tree
    }

    private init(_ token: JSONToken, _ cursor: inout JSONCursor) throws(JSONError) {
        var token = token
        switch token.kind {
        case .null: self = .null
        case .false: self = .bool(false)
        case .true: self = .bool(true)
        case .number: self = .number(unsafe String(decoding: token.text, as: UTF8.self))
        case .string: self = .text(unsafe Array(token.text))
        case .array:
            var elements: [JSONTree] = []
            while try cursor.nextElement(into: &token) { elements.append(try JSONTree(token, &cursor)) }
            self = .array(elements)
        case .object:
            var members: [(name: [UInt8], value: JSONTree)] = []
            var name = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
            while unsafe try cursor.nextMember(name: &name, into: &token) {
                let copy = unsafe Array(name)
                members.append((copy, try JSONTree(token, &cursor)))
            }
            self = .object(members)
        }
    }
}
