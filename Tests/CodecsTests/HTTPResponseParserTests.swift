import Base
import Codecs
import TestSupport
import Testing

/// A response head that no client may accept, what it is refused for, and at which byte.
struct HostileResponse: Sendable, CustomTestStringConvertible {
    var text: String
    var reason: HTTPResponseError.Reason
    var offset: Int
    var testDescription: String { "\(text.debugDescription)" }

    init(_ text: String, _ reason: HTTPResponseError.Reason, _ offset: Int) {
        self.text = text
        self.reason = reason
        self.offset = offset
    }

    /// A response with these field lines; the offset counts from the first of them.
    static func fields(_ lines: String, _ reason: HTTPResponseError.Reason, _ offset: Int) -> HostileResponse {
        let start = "HTTP/1.1 200 OK\r\n"
        return HostileResponse(start + lines + "\r\n\r\n", reason, start.utf8.count + offset)
    }

    static let table: [HostileResponse] = [
        HostileResponse("\r\nHTTP/1.1 200 OK\r\n\r\n", .invalidVersion, 0),
        HostileResponse("http/1.1 200 OK\r\n\r\n", .invalidVersion, 0),
        HostileResponse("SSH-2.0-OpenSSH_9.2\r\n", .invalidVersion, 0),
        HostileResponse("HTTP 200 OK\r\n", .invalidVersion, 4),
        HostileResponse("HTTP/11 200 OK\r\n", .invalidVersion, 6),
        HostileResponse("HTTP/1.10 200 OK\r\n", .invalidVersion, 8),
        HostileResponse("HTTP/1.1\t200 OK\r\n", .invalidVersion, 8),
        HostileResponse("HTTP/2.0 200 OK\r\n", .unsupportedVersion, 5),
        HostileResponse("HTTP/0.9 200 OK\r\n", .unsupportedVersion, 5),
        HostileResponse("HTTP/1.1  200 OK\r\n", .invalidStatus, 9),
        HostileResponse("HTTP/1.1 099 OK\r\n", .invalidStatus, 9),
        HostileResponse("HTTP/1.1 600 OK\r\n", .invalidStatus, 9),
        HostileResponse("HTTP/1.1 2x0 OK\r\n", .invalidStatus, 10),
        HostileResponse("HTTP/1.1 20 OK\r\n", .invalidStatus, 11),
        HostileResponse("HTTP/1.1 2000 OK\r\n", .invalidStatus, 12),
        HostileResponse("HTTP/1.1 200\n\r\n", .bareLineFeed, 12),
        HostileResponse("HTTP/1.1 200 OK\n\r\n", .bareLineFeed, 15),
        HostileResponse("HTTP/1.1 200 OK\rX", .bareCarriageReturn, 16),
        HostileResponse("HTTP/1.1 200 O\u{0}K\r\n", .invalidPhrase, 14),
        HostileResponse("HTTP/1.1 200 O\u{7f}\r\n", .invalidPhrase, 14),
        HostileResponse("HTTP/1.1 200 OK\r\n A: b\r\n\r\n", .foldedLine, 17),
        HostileResponse("HTTP/1.1 200 OK\r\nA: b\r\n\n", .bareLineFeed, 23),
        HostileResponse("HTTP/1.1 200 OK\r\nA: b\r\n\rx", .bareCarriageReturn, 24),
        HostileResponse("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", .switchedProtocols, 48),
        HostileResponse("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingInHTTP10, 47),
        .fields("A: b\r\n\tc", .foldedLine, 6),
        .fields("A : b", .whitespaceBeforeColon, 1),
        .fields(": b", .emptyFieldName, 0),
        .fields("A(: b", .invalidFieldName, 1),
        .fields("A", .invalidFieldName, 1),
        .fields("\u{e9}: b", .invalidFieldName, 0),
        .fields("A\n: b", .bareLineFeed, 1),
        .fields("A: b\nB: c", .bareLineFeed, 4),
        .fields("A: b\rB: c", .bareCarriageReturn, 5),
        .fields("A: b\u{0}c", .invalidFieldValue, 4),
        .fields("A: 012345678\u{7f}", .invalidFieldValue, 12),
        .fields("Content-Length: ", .invalidContentLength, 16),
        .fields("Content-Length: -1", .invalidContentLength, 16),
        .fields("Content-Length: 5, 5", .invalidContentLength, 17),
        .fields("Content-Length: 0x10", .invalidContentLength, 17),
        .fields("Content-Length: 5\r\nContent-Length: 5", .repeatedContentLength, 19),
        .fields("Content-Length: 5\r\nTransfer-Encoding: chunked", .contentLengthWithTransferEncoding, 49),
        .fields("Transfer-Encoding: chunked\r\nContent-Length: 5", .contentLengthWithTransferEncoding, 49),
        .fields("Transfer-Encoding: gzip, chunked", .unsupportedTransferEncoding, 36),
        .fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .unsupportedTransferEncoding, 58),
        .fields("Transfer-Encoding:", .unsupportedTransferEncoding, 22),
    ]
}

struct HTTPResponseParserTests {
    static let good = [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 503 \r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200\r\n\r\nuntil the end",
        "HTTP/1.0 200 Fine, I \u{e4}m\t\r\nX:\t \r\nTransfer: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nServer: nginx/1.22\r\nContent-Type: text/plain; a=b\r\nTransfer-Encoding:  Chunked \r\n\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n",
    ]

    @Test func `a head says what its status line and fields say`() throws {
        let text = "HTTP/1.1 429 Too Many\r\nContent-Type: application/json \r\nRetry-After: 3\r\nContent-Length: 14\r\n\r\n{"
        let head = try #require(parseResponse(text).head)
        let bytes = Array(text.utf8)
        #expect(head.statusCode == 429)
        #expect(head.minorVersion == 1)
        #expect(head.keepsAlive)
        #expect(head.byteCount == bytes.count - 1)
        #expect(head.framing == .length(14))
        #expect(head.contentType.text(in: bytes) == "application/json")
        #expect(!head.isInterim)
        var cursor = HTTPFieldCursor(head)
        var fields: [String] = []
        while let field = cursor.next(in: bytes.span) {
            fields.append(field.name.text(in: bytes) + "=" + field.value.text(in: bytes))
        }
        #expect(fields == ["Content-Type=application/json", "Retry-After=3", "Content-Length=14"])
    }

    /// RFC 9112, section 6.3, in its order.
    @Test(arguments: [
        ("200 OK", "Content-Length: 3", HTTPMethod.head, HTTPResponseParser.Framing.none),
        ("200 OK", "Transfer-Encoding: chunked", .head, .none),
        ("200 OK", "X: y", .head, .none),
        ("204 No Content", "Content-Length: 3", .post, .none),
        ("304 Not Modified", "Content-Length: 3", .get, .none),
        ("103 Early Hints", "Link: x", .get, .none),
        ("200 OK", "Transfer-Encoding: chunked", .get, .chunked),
        ("200 OK", "transfer-encoding:CHUNKED", .get, .chunked),
        ("500 Oops", "content-length:0", .post, .length(0)),
        ("200 OK", "Content-Length: 99999999999999999999999", .post, .length(.max)),
        ("200 OK", "X: y", .post, .untilClose),
    ])
    func `where the body ends follows from request, status and fields`(
        status: String, field: String, method: HTTPMethod, framing: HTTPResponseParser.Framing
    ) throws {
        let head = try #require(parseResponse("HTTP/1.1 \(status)\r\n\(field)\r\n\r\n", answering: method).head)
        #expect(head.framing == framing)
    }

    @Test(arguments: [
        ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false), ("HTTP/1.1", "connection: x, CLOSE\r\n", false),
        ("HTTP/1.0", "", false), ("HTTP/1.0", "Connection: Keep-Alive\r\n", true),
        ("HTTP/1.0", "Connection: keep-alive\r\nConnection: close\r\n", false), ("HTTP/1.9", "", true),
    ])
    func `the connection is kept as version and Connection say`(version: String, fields: String, keeps: Bool) throws {
        let head = try #require(parseResponse("\(version) 200 OK\r\n\(fields)Content-Length: 0\r\n\r\n").head)
        #expect(head.keepsAlive == keeps)
        let endless = try #require(parseResponse("\(version) 200 OK\r\n\(fields)\r\n").head)
        #expect(!endless.keepsAlive, "a body until the close ends with the connection")
    }

    @Test func `an interim response ends with its own head`() throws {
        let head = try #require(parseResponse("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n").head)
        #expect(head.isInterim && head.byteCount == 25 && head.framing == .none)
    }

    @Test(arguments: HostileResponse.table)
    func `a hostile response is refused at its first wrong byte`(response: HostileResponse) {
        #expect(parseResponse(response.text) == .refused(response.reason, at: response.offset))
    }

    @Test func `every reason but those that limits give is in the table, and says what is accepted`() {
        let limits: Set<HTTPResponseError.Reason> = [.headTooLarge, .tooManyFields]
        #expect(Set(HostileResponse.table.map(\.reason)).union(limits) == Set(HTTPResponseError.Reason.allCases))
        for reason in HTTPResponseError.Reason.allCases { #expect(reason.text.utf8CodeUnitCount > 20) }
    }

    @Test func `limits hold to the byte`() {
        let text = "HTTP/1.1 200 OK\r\nA: b\r\nC: d\r\n\r\n"
        let count = text.utf8.count
        #expect(parseResponse(text, limits: HTTPHeadLimits(headByteCountMax: count, fieldCountMax: 2)).head != nil)
        #expect(
            parseResponse(text, limits: HTTPHeadLimits(headByteCountMax: count - 1)) == .refused(.headTooLarge, at: count - 1))
        #expect(parseResponse(text, limits: HTTPHeadLimits(headByteCountMax: 10)) == .refused(.headTooLarge, at: 10))
        #expect(parseResponse(text, limits: HTTPHeadLimits(fieldCountMax: 1)) == .refused(.tooManyFields, at: 23))
    }

    @Test(arguments: good + HostileResponse.table.map(\.text))
    func `cut at every byte, a response gives what it gives whole`(text: String) {
        let guarded = GuardedBytes(Array(text.utf8))
        let message = unsafe UnsafeRawBufferPointer(guarded.bytes)
        let whole = unsafe parseResponse(message)
        for cut in 0...message.count { #expect(unsafe parseResponse(message, cuts: [cut]) == whole, "cut at \(cut)") }
        #expect(unsafe parseResponse(message, cuts: Array(0...message.count)) == whole, "byte by byte")
    }

    @Test(arguments: good)
    func `every truncation before a guard page needs more`(text: String) throws {
        let bytes = Array(text.utf8)
        let head = try #require(parseResponse(text).head)
        for count in 0..<head.byteCount {
            let guarded = GuardedBytes(Array(bytes[..<count]))
            #expect(unsafe parseResponse(UnsafeRawBufferPointer(guarded.bytes)) == .needsMore)
        }
    }

    @Test func `every byte of a good head replaced by every other never reads too far and is final or needs more`() {
        let good = Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n\r\n".utf8)
        let guarded = GuardedBytes(good)
        for index in good.indices {
            for byte in UInt8.min...UInt8.max {
                unsafe guarded.bytes[index] = byte
                switch unsafe parseResponse(UnsafeRawBufferPointer(guarded.bytes)) {
                case .refused(_, let offset): #expect(offset <= good.count)
                case .complete(let head): #expect(head.byteCount == good.count)
                case .needsMore: #expect(byte == 0x0D || index >= good.count - 4)
                }
            }
            unsafe guarded.bytes[index] = good[index]
        }
    }

    @Test func `random heads cut at random give what they give whole`() {
        var random = TestSeed.random(0x5245_5350)
        let pieces = [
            "HTTP/1.1 ", "200", " OK", "\r\n", "\r\n", "\r\n", "\n", "\r", "A", ":", ": ", "b", "Content-Length: 5", "\t",
            "\u{1}",
            "Connection: close", "Transfer-Encoding: chunked", "0123456789abcdef",
        ]
        let limits = HTTPHeadLimits(headByteCountMax: 80, fieldCountMax: 3)
        for _ in 0..<3000 {
            var text = random.next(below: 3) > 0 ? "HTTP/1.1 200 OK\r\n" : ""
            for _ in 0..<random.next(below: 14) { text += pieces[random.next(below: pieces.count)] }
            let guarded = GuardedBytes(Array(text.utf8))
            let message = unsafe UnsafeRawBufferPointer(guarded.bytes)
            let cuts = (0..<5).map { _ in random.next(below: message.count + 1) }.sorted()
            let whole = unsafe parseResponse(message, limits: limits)
            #expect(
                unsafe parseResponse(message, cuts: cuts, limits: limits) == whole, "\(text.debugDescription), cut at \(cuts)")
        }
    }
}
