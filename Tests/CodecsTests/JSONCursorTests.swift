import Codecs
import Testing

/// What a cursor did, step by step, as text.
private func steps(_ text: String, scratchByteCount: Int = 64) throws(JSONError) -> [String] {
    let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: scratchByteCount)
    defer { unsafe scratch.deallocate() }
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
    defer { unsafe bytes.deallocate() }
    _ = unsafe bytes.initialize(from: text.utf8)
    var cursor = unsafe try JSONCursor(UnsafeBufferPointer(bytes), scratch: scratch)
    var token = JSONToken()
    var steps: [String] = []
    try cursor.next(into: &token)
    try walk(&cursor, token, &steps)
    try cursor.finish()
    return steps
}

private func walk(_ cursor: inout JSONCursor, _ token: JSONToken, _ steps: inout [String]) throws(JSONError) {
    var inner = JSONToken()
    switch token.kind {
    case .number: steps.append("\(unsafe String(decoding: token.text, as: UTF8.self))=\(token.number)")
    case .string: steps.append("\"\(unsafe String(decoding: token.text, as: UTF8.self))\"")
    case .array:
        steps.append("[")
        while try cursor.nextElement(into: &inner) { try walk(&cursor, inner, &steps) }
        steps.append("]")
    case .object:
        steps.append("{")
        var name = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        while unsafe try cursor.nextMember(name: &name, into: &inner) {
            steps.append("\(unsafe String(decoding: name, as: UTF8.self)):")
            try walk(&cursor, inner, &steps)
        }
        steps.append("}")
    default: steps.append("\(token.kind)")
    }
}

@Suite struct JSONCursorTests {
    @Test func `the bodies that the server reads are walked value by value`() throws {
        #expect(
            try steps(#"{"age":55,"job":"a\u00e9b","n":null,"t":true,"f":false}"#)
                == ["{", "age:", "55=55.0", "job:", "\"aéb\"", "n:", "null", "t:", "true", "f:", "false", "}"])
        #expect(
            try steps(#" {"features" : [ 1.5 , -2e1,"x" ] } "#) == [
                "{", "features:", "[", "1.5=1.5", "-2e1=-20.0", "\"x\"", "]", "}",
            ])
        #expect(
            try steps(#"{"instances":[[1,2],[],[{"a":[]}]]}"#) == [
                "{", "instances:", "[", "[", "1=1.0", "2=2.0", "]", "[", "]", "[", "{", "a:", "[", "]", "}", "]", "]", "}",
            ])
    }

    @Test func `NaN and infinities are numbers only for who allows them`() throws {
        let text = Array("[NaN,Infinity,-Infinity,-1]".utf8)
        for (allows, expected) in [(true, ["nan", "inf", "-inf", "-1.0"]), (false, [])] {
            var numbers: [String] = []
            var scratch: [UInt8] = []
            unsafe text.withUnsafeBufferPointer { text in
                unsafe scratch.withUnsafeMutableBufferPointer { scratch in
                    var limits = JSONLimits()
                    limits.allowsNonFinite = allows
                    do throws(JSONError) {
                        var cursor = unsafe try JSONCursor(text, scratch: scratch, limits: limits)
                        var token = JSONToken()
                        try cursor.next(into: &token)
                        while try cursor.nextElement(into: &token) { numbers.append("\(token.number)") }
                        try cursor.finish()
                    } catch {
                        #expect(!allows && error.offset == 1, "\(error)")
                    }
                }
            }
            #expect(numbers == expected)
        }
    }

    @Test func `a name and a value with escapes live in the scratch memory together`() throws {
        #expect(
            try steps(#"{"\u0061b":"\u0063d","e":"\n"}"#, scratchByteCount: 4) == ["{", "ab:", "\"cd\"", "e:", "\"\n\"", "}"])
    }

    @Test func `a string with escapes that does not fit the scratch memory is refused`() {
        #expect(throws: JSONError(offset: 4, reason: "a string with escapes is too long; 2 bytes are accepted")) {
            try steps(#"["ab\nc"]"#, scratchByteCount: 2)
        }
        #expect(throws: JSONError.self) { try steps(#"["\u00e9"]"#, scratchByteCount: 1) }
        #expect(throws: Never.self) { try steps(#"["abcdefgh"]"#, scratchByteCount: 0) }
    }

    @Test func `numbers are rounded to float once, and are infinite beyond its range`() throws {
        // Through a double this would round down to 1.
        #expect(
            try steps("[1.00000005960464477540,1e39,-1e39,1e-60]") == [
                "[", "1.00000005960464477540=1.0000001", "1e39=inf", "-1e39=-inf", "1e-60=0.0", "]",
            ])
    }

    @Test func `skipping a container checks it and leaves the cursor behind it`() throws {
        let text = #"[{"skip":[1,{"a":["]"]}],"x":2},3]"#
        try unsafe text.utf8CString.withUnsafeBufferPointer { buffer in
            let document = unsafe UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer).dropLast()).bindMemory(
                to: UInt8.self)
            var cursor = unsafe try JSONCursor(document, scratch: UnsafeMutableBufferPointer(start: nil, count: 0))
            var token = JSONToken()
            try cursor.next(into: &token)
            #expect(try cursor.nextElement(into: &token) && token.kind == .object && cursor.depth == 2)
            try cursor.skipContainer()
            #expect(cursor.depth == 1)
            #expect(try cursor.nextElement(into: &token) && token.number == 3 && token.offset == 32)
            #expect(try cursor.nextElement(into: &token) == false)
            try cursor.finish()
        }
    }

    @Test(arguments: [
        ("", 0, "found the end of the document, expected a value"),
        ("\u{feff}{}", 0, "found a byte order mark, expected a value"),
        ("[1 2]", 3, "found '2', expected a comma or ]"),
        (#"{"a":1;"#, 6, "found ';', expected a comma or }"),
        (#"{"a" 1}"#, 5, "found '1', expected a colon after the member name"),
        ("{a:1}", 1, "found 'a', expected a member name in quotation marks"),
        ("[\"a\tb\"]", 3, "found byte 0x09, expected control characters in strings to be escaped"),
        (#"["\q"]"#, 3, "found 'q', expected one of \" \\ / b f n r t u after a backslash"),
        ("[] x", 3, "found 'x', expected nothing after the document's value"),
        ("[tru]", 1, "found 't', expected a value"),
        ("[01]", 1, "a number that JSON does not have"),
    ])
    func `an error says where, what was found and what is accepted`(text: String, offset: Int, reason: String) {
        let error = #expect(throws: JSONError.self) { try steps(text) }
        #expect(error?.offset == offset)
        #expect(error?.reason.hasPrefix(reason) == true, "\(String(describing: error))")
    }
}
