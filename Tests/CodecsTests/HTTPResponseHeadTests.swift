import Base
import Codecs
import TestSupport
import Testing

struct HTTPResponseHeadTests {
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    private func text(_ edit: (inout HTTPResponseHead) -> Void = { _ in }) -> String {
        let date = Array(Self.date.utf8)
        return unsafe date.withUnsafeBytes { bytes in
            var head = unsafe HTTPResponseHead(status: .ok, contentLength: 17, contentType: "application/json", date: bytes)
            edit(&head)
            let guarded = GuardedBytes([UInt8](repeating: 0, count: head.byteCountMax))
            let count = unsafe head.write(into: guarded.bytes)
            return unsafe String(decoding: guarded.bytes[..<count], as: UTF8.self)
        }
    }

    @Test func `a head has status, date, type and length`() {
        #expect(
            text() == "HTTP/1.1 200 OK\r\nDate: \(Self.date)\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n")
    }

    @Test func `what is said about the connection and further fields follow`() {
        let answer = text {
            $0.status = .methodNotAllowed
            $0.contentType = ""
            $0.contentLength = 0
            $0.connection = .close
            $0.fields = "Allow: GET, HEAD\r\n"
        }
        let expected =
            "HTTP/1.1 405 Method Not Allowed\r\nDate: \(Self.date)\r\nContent-Length: 0\r\nConnection: close\r\n"
            + "Allow: GET, HEAD\r\n"
        #expect(answer == expected + "\r\n")
        let extra = Array("X-Request-Id: 1\r\n".utf8)
        unsafe extra.withUnsafeBytes { extra in
            let answer = text {
                $0.status = .methodNotAllowed
                $0.contentType = ""
                $0.contentLength = 0
                $0.connection = .close
                $0.fields = "Allow: GET, HEAD\r\n"
                unsafe $0.extraFields = extra
            }
            #expect(answer == expected + "X-Request-Id: 1\r\n\r\n")
        }
        #expect(text { $0.connection = .keepAlive }.contains("\r\nConnection: keep-alive\r\n\r\n"))
    }

    @Test func `an answer that cannot have a body says no length`() {
        let answer = text {
            $0.status = .noContent
            $0.contentType = ""
            $0.contentLength = 0
            $0.fields = "Allow: GET\r\n"
        }
        #expect(answer == "HTTP/1.1 204 No Content\r\nDate: \(Self.date)\r\nAllow: GET\r\n\r\n")
    }

    @Test func `every status fits its room with the longest number`() {
        for status in HTTPStatus.allCases {
            let answer = text {
                $0.status = status
                $0.contentLength = 999_999_999_999_999_999
                $0.connection = .keepAlive
            }
            #expect(answer.hasPrefix("HTTP/1.1 \(status.rawValue) \(status.phrase)\r\n"))
            #expect(answer.contains("Content-Length: 999999999999999999\r\n") == (status != .noContent))
        }
    }

    @Test(arguments: [
        (784_111_777, date), (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
    func `dates are written as RFC 9110 wants them`(seconds: Int, expected: String) {
        var text = [UInt8](repeating: 0, count: HTTPDate.byteCount)
        var span = text.mutableSpan
        HTTPDate.write(unixSeconds: seconds, into: &span)
        #expect(String(decoding: text, as: UTF8.self) == expected)
    }
}
