import Base
import Codecs
import TestSupport
import Testing

struct HTTPSplitTests {
    static let good = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nPOST /predict/iris?margin=1 HTTP/1.1\r\nHost: localhost:8000\r\nUser-Agent: curl/8\r\nAccept: */*\r\n"
            + "Content-Type: application/json; charset=utf-8\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n{\"a\":[1,2]}\n",
        "GET http://h/p?q HTTP/1.0\r\nConnection: keep-alive\r\nX:\t \r\n\r\nGET",
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    ]

    @Test(arguments: good + HostileHead.table.map(\.text))
    func `cut at every byte, a message gives what it gives whole`(text: String) {
        let guarded = GuardedBytes(Array(text.utf8))
        let message = unsafe UnsafeRawBufferPointer(guarded.bytes)
        let whole = unsafe parse(message, cuts: [])
        for cut in 0...message.count {
            #expect(unsafe parse(message, cuts: [cut]) == whole, "cut at \(cut)")
        }
        #expect(unsafe parse(message, cuts: Array(0...message.count)) == whole, "byte by byte")
    }

    @Test(arguments: good)
    func `every truncation before a guard page needs more`(text: String) throws {
        let bytes = Array(text.utf8)
        let headByteCount = try #require(parseWhole(bytes).head).byteCount
        for count in 0..<headByteCount {
            let guarded = GuardedBytes(Array(bytes[..<count]))
            #expect(unsafe parse(UnsafeRawBufferPointer(guarded.bytes), cuts: []) == .needsMore)
        }
    }

    @Test func `random heads cut at random give what they give whole`() {
        var random = TestSeed.random(0x4854_5450)
        let pieces = [
            "GET", "POST", " ", " ", "/", "/a%20", "?q", "*", "http://h", "HTTP/1.1", "HTTP/1.0", "\r\n", "\r\n", "\r\n", "\n",
            "\r", "Host", ":", ": ", "a", "Content-Length: 5", "Connection: close", "Transfer-Encoding: chunked", "\t", "\u{1}",
            ",",
            "Expect: 100-continue", "0123456789abcdef",
        ]
        let limits = HTTPHeadLimits(headByteCountMax: 80, targetByteCountMax: 12, fieldCountMax: 3)
        for _ in 0..<3000 {
            var text = random.next(below: 2) == 0 ? "GET /x HTTP/1.1\r\nHost: a\r\n" : ""
            for _ in 0..<random.next(below: 14) { text += pieces[random.next(below: pieces.count)] }
            let guarded = GuardedBytes(Array(text.utf8))
            let message = unsafe UnsafeRawBufferPointer(guarded.bytes)
            let cuts = (0..<5).map { _ in random.next(below: message.count + 1) }.sorted()
            let whole = unsafe parse(message, cuts: [], limits: limits)
            #expect(unsafe parse(message, cuts: cuts, limits: limits) == whole, "\(text.debugDescription), cut at \(cuts)")
        }
    }
}
