extension JSONValue {
    /// The document as text: two-space indentation, members in their order, arrays of plain numbers on one line; ends without a
    /// line feed. Equal values give equal bytes. Not indented: no blanks at all.
    public func write(into buffer: inout ByteBuffer, indented: Bool = true) {
        write(into: &buffer, depth: indented ? 0 : nil)
    }

    /// The text that ``write(into:indented:)`` writes.
    public func text(indented: Bool = true) -> String {
        var buffer = ByteBuffer()
        write(into: &buffer, indented: indented)
        return buffer.text
    }

    /// `depth` is nil when nothing is indented.
    private func write(into buffer: inout ByteBuffer, depth: Int?) {
        switch self {
        case .null: buffer.append("null" as StaticString)
        case .bool(let value): buffer.append(value ? "true" : "false" as StaticString)
        case .number(let text): buffer.append(text)
        case .string(let text): buffer.appendJSONString(text)
        case .array(let elements): Self.write(elements, into: &buffer, depth: depth)
        case .object(let members): Self.write(members, into: &buffer, depth: depth)
        }
    }

    private static func write(_ elements: [JSONValue], into buffer: inout ByteBuffer, depth: Int?) {
        let isOnOneLine = elements.allSatisfy(\.isNumber)
        let inner = isOnOneLine ? nil : depth.map { $0 + 1 }
        buffer.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            if isOnOneLine, depth != nil, index > 0 { buffer.append(UInt8(ascii: " ")) }
            if let inner { breakLine(&buffer, depth: inner) }
            element.write(into: &buffer, depth: inner)
        }
        if let depth, !isOnOneLine { breakLine(&buffer, depth: depth) }
        buffer.append(UInt8(ascii: "]"))
    }

    private static func write(_ members: [Member], into buffer: inout ByteBuffer, depth: Int?) {
        let inner = depth.map { $0 + 1 }
        buffer.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            if let inner { breakLine(&buffer, depth: inner) }
            buffer.appendJSONString(member.name)
            buffer.append(UInt8(ascii: ":"))
            if inner != nil { buffer.append(UInt8(ascii: " ")) }
            member.value.write(into: &buffer, depth: inner)
        }
        if let depth, !members.isEmpty { breakLine(&buffer, depth: depth) }
        buffer.append(UInt8(ascii: "}"))
    }

    private static func breakLine(_ buffer: inout ByteBuffer, depth: Int) {
        buffer.append(UInt8(ascii: "\n"))
        for _ in 0..<depth { buffer.append("  " as StaticString) }
    }

    private var isNumber: Bool {
        if case .number = self { return true }
        return false
    }
}
