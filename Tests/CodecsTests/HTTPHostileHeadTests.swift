import Codecs
import TestSupport
import Testing

/// A head that no server may accept, what it is refused for, and at which byte.
struct HostileHead: Sendable, CustomTestStringConvertible {
    var text: String
    var reason: HTTPParseError.Reason
    var offset: Int
    var testDescription: String { "\(text.debugDescription)" }

    init(_ text: String, _ reason: HTTPParseError.Reason, _ offset: Int) {
        self.text = text
        self.reason = reason
        self.offset = offset
    }

    /// A request with Host and these field lines; the offset counts from the first of them.
    static func fields(_ lines: String, _ reason: HTTPParseError.Reason, _ offset: Int) -> HostileHead {
        let start = "POST / HTTP/1.1\r\nHost: a\r\n"
        return HostileHead(start + lines + "\r\n\r\n", reason, start.utf8.count + offset)
    }

    /// A request to this host; the offset counts from its first byte.
    static func host(_ host: String, _ offset: Int) -> HostileHead {
        let start = "GET / HTTP/1.1\r\nHost: "
        return HostileHead(start + host + "\r\n\r\n", .invalidHost, start.utf8.count + offset)
    }

    static let table: [HostileHead] = [
        HostileHead(" GET / HTTP/1.1\r\n\r\n", .invalidMethod, 0),
        HostileHead("\u{16}\u{3}\u{1}", .invalidMethod, 0),
        HostileHead("\n", .bareLineFeed, 0),
        HostileHead("\r\n\r\nGET / HTTP/1.1\r\n", .invalidMethod, 2),
        HostileHead("\rGET / HTTP/1.1\r\n", .bareCarriageReturn, 1),
        HostileHead("GET\r\n\r\n", .invalidMethod, 3),
        HostileHead("GE(T / HTTP/1.1\r\n", .invalidMethod, 2),
        HostileHead("GET\t/ HTTP/1.1\r\n", .invalidMethod, 3),
        HostileHead(String(repeating: "A", count: 25) + " / HTTP/1.1\r\n", .unsupportedMethod, 24),
        HostileHead("GET  / HTTP/1.1\r\n", .invalidTarget, 4),
        HostileHead("GET x HTTP/1.1\r\n", .invalidTarget, 4),
        HostileHead("GET ftp://a/ HTTP/1.1\r\n", .invalidTarget, 4),
        HostileHead("GET http:///x HTTP/1.1\r\n", .invalidTarget, 11),
        HostileHead("GET * HTTP/1.1\r\n", .invalidTarget, 4),
        HostileHead("OPTIONS *x HTTP/1.1\r\n", .invalidTarget, 8),
        HostileHead("GET /a#b HTTP/1.1\r\n", .invalidTarget, 6),
        HostileHead("GET /\u{e9} HTTP/1.1\r\n", .invalidTarget, 5),
        HostileHead("GET /\u{0} HTTP/1.1\r\n", .invalidTarget, 5),
        HostileHead("GET /<> HTTP/1.1\r\n", .invalidTarget, 5),
        HostileHead("GET /%2 HTTP/1.1\r\n", .invalidTarget, 5),
        HostileHead("GET /a%zz HTTP/1.1\r\n", .invalidTarget, 6),
        HostileHead("GET /?%f HTTP/1.1\r\n", .invalidTarget, 6),
        HostileHead("GET /\r\n\r\n", .invalidVersion, 5),
        HostileHead("GET /\n", .invalidVersion, 5),
        HostileHead("GET \r\n", .invalidTarget, 4),
        HostileHead("GET http://:80/ HTTP/1.1\r\n", .invalidTarget, 11),
        HostileHead("GET http://[::1/ HTTP/1.1\r\n", .invalidTarget, 11),
        HostileHead("GET http://a%zz/ HTTP/1.1\r\n", .invalidTarget, 12),
        HostileHead("GET http://u@a/ HTTP/1.1\r\n", .invalidTarget, 12),
        HostileHead("GET http://a:b/ HTTP/1.1\r\n", .invalidTarget, 13),
        HostileHead("GET / http/1.1\r\n\r\n", .invalidVersion, 6),
        HostileHead("GET / HTTP/1.1 \r\n\r\n", .invalidVersion, 14),
        HostileHead("GET / HTTP/1,1\r\n\r\n", .invalidVersion, 12),
        HostileHead("GET / HTTP/11\r\n\r\n", .invalidVersion, 12),
        HostileHead("GET / HTTP/1.10\r\n\r\n", .invalidVersion, 14),
        HostileHead("GET / HTTP/2.0\r\n\r\n", .unsupportedVersion, 6),
        HostileHead("OPTIONS * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion, 10),
        HostileHead("GET / HTTP/0.9\r\n\r\n", .unsupportedVersion, 6),
        HostileHead("GET / HTTP/1.1\nHost: a\r\n\r\n", .bareLineFeed, 14),
        HostileHead("GET / HTTP/1.1\rHost: a\r\n\r\n", .bareCarriageReturn, 15),
        HostileHead("GET / HTTP/1.1\r\n Host: a\r\n\r\n", .foldedLine, 16),
        HostileHead("GET / HTTP/1.1\r\n\r\n", .missingHost, 18),
        HostileHead("GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineFeed, 25),
        HostileHead("GET / HTTP/1.1\r\nHost: a\r\n\rx", .bareCarriageReturn, 26),
        .fields("Host: b", .repeatedHost, 0),
        .fields("host: a", .repeatedHost, 0),
        HostileHead("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .invalidHost, 23),
        HostileHead("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", .invalidHost, 23),
        HostileHead("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", .invalidHost, 23),
        .host("a:b", 2), .host("a:80:90", 4), .host("a:+80", 2), .host("::1", 1), .host("a:80x", 4),
        .host("[::1", 0), .host("]a[", 0), .host("[zz]", 0), .host("[]", 0), .host("[1.2.3.4]", 0), .host("[::1]x", 5),
        .host("a[::1]", 1), .host("[::1]:8x", 7), .host("%zz", 0), .host("a%4", 1), .host("a%", 1),
        .fields("A: b\r\n c", .foldedLine, 6),
        .fields("A: b\r\n\tc", .foldedLine, 6),
        .fields("A : b", .whitespaceBeforeColon, 1),
        .fields("A\t: b", .whitespaceBeforeColon, 1),
        .fields(": b", .emptyFieldName, 0),
        .fields("A(: b", .invalidFieldName, 1),
        .fields("A", .invalidFieldName, 1),
        .fields("\u{e9}: b", .invalidFieldName, 0),
        .fields("A\n: b", .bareLineFeed, 1),
        .fields("A: b\nB: c", .bareLineFeed, 4),
        .fields("A: 0123456789abcdef\nB: c", .bareLineFeed, 19),
        .fields("A: b\rB: c", .bareCarriageReturn, 5),
        .fields("A: b\u{0}c", .invalidFieldValue, 4),
        .fields("A: 012345678\u{7f}", .invalidFieldValue, 12),
        .fields("A: \u{1}", .invalidFieldValue, 3),
        .fields("Content-Length: ", .invalidContentLength, 16),
        .fields("Content-Length: -1", .invalidContentLength, 16),
        .fields("Content-Length: +1", .invalidContentLength, 16),
        .fields("Content-Length: 1 1", .invalidContentLength, 17),
        .fields("Content-Length: 5, 5", .invalidContentLength, 17),
        .fields("Content-Length: 0x10", .invalidContentLength, 17),
        .fields("Content-Length: 1.0", .invalidContentLength, 17),
        .fields("Content-Length: 9223372036854775808", .invalidContentLength, 34),
        .fields("Content-Length: 18446744073709551617", .invalidContentLength, 35),
        .fields("Content-Length: 99999999999999999999999999999", .invalidContentLength, 34),
        .fields("Content-Length: 5\r\nContent-Length: 5", .repeatedContentLength, 19),
        .fields("Content-Length: 5\r\ncontent-length: 6", .repeatedContentLength, 19),
        .fields("Content-Length: 5\r\nTransfer-Encoding: chunked", .contentLengthWithTransferEncoding, 49),
        .fields("Transfer-Encoding: chunked\r\nContent-Length: 5", .contentLengthWithTransferEncoding, 49),
        .fields("Transfer-Encoding: x", .invalidTransferEncoding, 24),
        .fields("Transfer-Encoding: identity", .invalidTransferEncoding, 31),
        .fields("Transfer-Encoding: xchunked", .invalidTransferEncoding, 31),
        .fields("Transfer-Encoding:", .invalidTransferEncoding, 18),
        .fields("Transfer-Encoding: ,chunked", .invalidTransferEncoding, 19),
        .fields("Transfer-Encoding: chunked,", .invalidTransferEncoding, 27),
        .fields("Transfer-Encoding: gzip, , chunked", .invalidTransferEncoding, 25),
        .fields("Transfer-Encoding: chunked, chunked", .invalidTransferEncoding, 28),
        .fields("Transfer-Encoding: chunked, gzip", .invalidTransferEncoding, 28),
        .fields("Transfer-Encoding: chunked, identity", .invalidTransferEncoding, 28),
        .fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .invalidTransferEncoding, 47),
        .fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: x", .invalidTransferEncoding, 47),
        .fields("Transfer-Encoding: chunked\r\ntransfer-encoding:", .invalidTransferEncoding, 46),
        .fields("Transfer-Encoding: chunked;q=1", .invalidTransferEncoding, 19),
        .fields("Transfer-Encoding: chunked gzip", .invalidTransferEncoding, 19),
        .fields("Transfer-Encoding: \"chunked\"", .invalidTransferEncoding, 19),
        .fields("Transfer-Encoding: \u{b}chunked", .invalidFieldValue, 19),
        .fields("Transfer-Encoding: chunked\u{0}", .invalidFieldValue, 26),
        .fields("Transfer-Encoding : chunked", .whitespaceBeforeColon, 17),
        .fields("Transfer-Encoding: gzip, chunked", .unsupportedTransferEncoding, 36),
        .fields("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", .unsupportedTransferEncoding, 55),
        .fields("Transfer-Encoding: identity, chunked", .unsupportedTransferEncoding, 40),
        HostileHead("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingInHTTP10, 47),
        .fields("Expect: 200-maybe", .unsupportedExpectation, 8),
    ]
}

struct HTTPHostileHeadTests {
    @Test(arguments: HostileHead.table)
    func `a hostile head is refused at its first wrong byte`(head: HostileHead) {
        #expect(parseWhole(head.text) == .refused(head.reason, at: head.offset))
    }

    @Test func `every reason but the three that limits of the head give is in a table`() {
        let limits: Set<HTTPParseError.Reason> = [.headTooLarge, .tooManyFields, .targetTooLong]
        let chunks = Set(HostileChunk.table.map(\.reason))
        #expect(Set(HostileHead.table.map(\.reason)).union(chunks).union(limits) == Set(HTTPParseError.Reason.allCases))
    }

    @Test func `every reason has a client or server error and says what is accepted`() {
        for reason in HTTPParseError.Reason.allCases {
            #expect([400, 413, 414, 417, 431, 501, 505].contains(reason.status.rawValue))
            #expect(reason.text.utf8CodeUnitCount > 20)
        }
    }

    @Test func `every byte of a good head replaced by every other never reads too far and is final or needs more`() {
        let good = Array("POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n".utf8)
        let guarded = GuardedBytes(good)
        for index in good.indices {
            for byte in UInt8.min...UInt8.max {
                unsafe guarded.bytes[index] = byte
                let outcome = unsafe parse(UnsafeRawBufferPointer(guarded.bytes), cuts: [])
                if case .refused(_, let offset) = outcome { #expect(offset <= good.count) }
                if let head = outcome.head { #expect(head.byteCount == good.count) }
            }
            unsafe guarded.bytes[index] = good[index]
        }
    }
}
