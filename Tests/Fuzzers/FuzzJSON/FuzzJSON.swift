import CFuzzer
import Codecs

/// Foreign bytes as JSON: no trap, `JSONValue` and `JSONCursor` agree on what is JSON, and what is written reads back as the same
/// value.
@main enum FuzzJSON {
    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let status = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, byteCount in
            unsafe FuzzJSON.check(UnsafeRawBufferPointer(start: data, count: byteCount))
            return 0
        }
        precondition(status == 0)
    }

    /// libFuzzer's memory ends with the input, so that the address sanitizer sees a read behind it.
    private static func check(_ bytes: UnsafeRawBufferPointer) {
        let fromCursor = unsafe cursorResult(bytes)
        do throws(JSONError) {
            let value = unsafe try JSONValue.parse(bytes)
            precondition(fromCursor == nil, "the value was accepted, the cursor refused it: \(fromCursor!)")
            checkRoundTrip(value)
        } catch {
            let isNamedTwice = error.reason.contains("stands twice")
            precondition(isNamedTwice || fromCursor != nil, "the cursor accepted what the value refused: \(error)")
            precondition((0...bytes.count).contains(error.offset), "an offset outside the document")
        }
    }

    /// Nil when the cursor takes the document for JSON.
    private static func cursorResult(_ bytes: UnsafeRawBufferPointer) -> JSONError? {
        let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        defer { unsafe scratch.deallocate() }
        do throws(JSONError) {
            var cursor = unsafe try JSONCursor(bytes.bindMemory(to: UInt8.self), scratch: scratch)
            var token = JSONToken()
            try cursor.next(into: &token)
            if token.kind == .array || token.kind == .object { try cursor.skipContainer() }
            try cursor.finish()
            return nil
        } catch { return error }
    }

    private static func checkRoundTrip(_ value: JSONValue) {
        for indented in [false, true] {
            var buffer = ByteBuffer()
            value.write(into: &buffer, indented: indented)
            let again = try? JSONValue.parse(buffer.bytes)
            precondition(again == value, "what was written does not read back as the same value")
        }
        checkNumbers(value)
    }

    /// Every number of the document is a number to both widths, and its shortest spelling reads back as the same bits.
    private static func checkNumbers(_ value: JSONValue) {
        switch value {
        case .array(let elements): for element in elements { checkNumbers(element) }
        case .object(let members): for member in members { checkNumbers(member.value) }
        case .number(let text):
            let (float, double) = numbers(text)
            if float.isFinite { precondition(numbers(float.description).float.bitPattern == float.bitPattern) }
            if double.isFinite { precondition(numbers(double.description).double.bitPattern == double.bitPattern) }
        default: break
        }
    }

    private static func numbers(_ text: String) -> (float: Float, double: Double) {
        var text = text
        return text.withUTF8 { bytes in unsafe (NumberParser.float(bytes)!, NumberParser.double(bytes)!) }
    }
}
