import Codecs
import TestSupport
import Testing

/// The value that `bytes` say, or nil when they are not JSON. They lie right before a page that may not be read.
func guardedValue(_ bytes: [UInt8]) -> JSONValue? {
    let guarded = GuardedBytes(bytes)
    return unsafe try? JSONValue.parse(UnsafeRawBufferPointer(guarded.bytes))
}

/// Whether the cursor takes `bytes` for JSON, which it does not look for repeated names in.
func cursorAccepts(_ bytes: [UInt8]) -> Bool {
    let guarded = GuardedBytes(bytes)
    let scratch = GuardedBytes([UInt8](repeating: 0, count: bytes.count))
    let document = unsafe UnsafeBufferPointer(guarded.bytes.bindMemory(to: UInt8.self))
    do throws(JSONError) {
        var cursor = unsafe try JSONCursor(document, scratch: scratch.bytes.bindMemory(to: UInt8.self))
        var token = JSONToken()
        try cursor.next(into: &token)
        if token.kind == .array || token.kind == .object { try cursor.skipContainer() }
        try cursor.finish()
        return true
    } catch {
        #expect((0...bytes.count).contains(error.offset), "\(error) in a document of \(bytes.count) bytes")
        return false
    }
}

@Suite struct JSONConformanceTests {
    @Test(arguments: JSONCase.all)
    func `a document is taken for JSON when RFC 8259 says so, and only then`(document: JSONCase) {
        #expect((guardedValue(document.bytes) != nil) == document.isAccepted)
        // Only JSONValue looks for names that stand twice.
        if !document.name.hasPrefix("name twice") { #expect(cursorAccepts(document.bytes) == document.isAccepted) }
    }

    @Test(arguments: JSONCase.all)
    func `every beginning of a document is judged alike by value and cursor, and reads nothing behind it`(document: JSONCase) {
        for count in 0..<min(document.bytes.count, 200) {
            let prefix = Array(document.bytes.prefix(count))
            let value = guardedValue(prefix)
            if !document.name.hasPrefix("name twice") { #expect((value != nil) == cursorAccepts(prefix), "first \(count) bytes") }
            // An array or object that was cut anywhere is not whole.
            if document.isAccepted, prefix.contains(where: { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }) {
                let rest = document.bytes.suffix(from: count)
                if rest.contains(UInt8(ascii: "]")) || rest.contains(UInt8(ascii: "}")) {
                    #expect(value == nil, "first \(count) bytes")
                }
            }
        }
    }

    @Test(arguments: JSONCase.all.filter(\.isAccepted))
    func `what was read and written reads as the same value`(document: JSONCase) throws {
        let value = try JSONValue.parse(document.bytes)
        for indented in [true, false] {
            #expect(try JSONValue.parse(Array(value.text(indented: indented).utf8)) == value)
        }
    }

    @Test func `any one byte changed is either JSON or a typed error, never a trap`() {
        let document = Array(#"{"a\n":[1.5,-2e3,"é😀\u0041",true,{"b":null}],"c":"x"}"#.utf8)
        for index in document.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = document
                changed[index] = byte
                let value = guardedValue(changed)
                if value != nil { #expect(cursorAccepts(changed)) }
            }
        }
    }
}
