import CAllocationCounter
import Codecs
import Testing

@Suite struct CodecsAllocationTests {
    private let document = Array(
        #"{"instances":[[1,-2.5e3,0.12345678901234567890123],["a\n\u00e9","é"],{"age":55,"skip":[null]}]}"#.utf8)

    /// Reads every value; the sum of numbers and text lengths, so that nothing can be left out.
    private func sum(_ bytes: UnsafeBufferPointer<UInt8>, _ scratch: UnsafeMutableBufferPointer<UInt8>) throws(JSONError) -> Float
    {
        var cursor = unsafe try JSONCursor(bytes, scratch: scratch)
        var token = JSONToken()
        var name = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        var sum: Float = 0
        try cursor.next(into: &token)
        while unsafe try cursor.nextMember(name: &name, into: &token) {
            while try cursor.nextElement(into: &token) {
                if token.kind == .object { try cursor.skipContainer() }
                if token.kind != .array { continue }
                while try cursor.nextElement(into: &token) {
                    sum += unsafe token.kind == .number ? token.number : Float(token.text.count)
                }
            }
        }
        try cursor.finish()
        return sum
    }

    @Test(.enabled(if: callocation_is_counting() != 0))
    func `reading a request's body allocates nothing, whatever its numbers and strings`() throws {
        let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64)
        defer { unsafe scratch.deallocate() }
        let (count, total) = try unsafe document.withUnsafeBufferPointer { bytes in
            _ = unsafe try sum(bytes, scratch)
            let before = callocation_count()
            let total = unsafe try sum(bytes, scratch)
            return (callocation_count() - before, total)
        }
        #expect(count == 0)
        // The numbers, four bytes with escapes and two without.
        let expected: Float = [1, -2_500, 0.12345679, 4, 2].reduce(0, +)
        #expect(total == expected)
        let before = callocation_count()
        let probe = [UInt8](repeating: 0, count: Int.random(in: 100...200))
        #expect(probe.count > 0 && callocation_count() > before, "the counter counts")
    }

    @Test(.enabled(if: callocation_is_counting() != 0))
    func `writing floats, whole numbers and texts into a buffer that has room allocates nothing`() {
        var buffer = ByteBuffer(capacity: 4096)
        for round in 0..<2 {
            buffer.removeAll()
            let before = callocation_count()
            for exponent in -40...38 {
                buffer.append(Float(exponent) * 0.1)
                buffer.append(-1.0 / Double(exponent * 7 + 1))
                buffer.append(exponent)
                buffer.append(", " as StaticString)
            }
            if round > 0 { #expect(callocation_count() == before) }
        }
        #expect(buffer.count > 500)
    }
}
