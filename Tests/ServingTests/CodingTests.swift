import BundleTestSupport
import Codecs
import Network
import Serving
import TestSupport
import Testing

/// Bodies that come, and answers that go, with a content coding.
struct CodingTests {
    static let rows =
        #"{"instances":["# + (0..<40).map { #"{"age":\#(20 + $0),"income":42000,"city":"Oslo"}"# }.joined(separator: ",") + "]}"

    static func coded(_ text: String, _ coding: ContentCoding) throws -> [UInt8] {
        let deflater = BodyDeflater()
        let body = Array(text.utf8)
        return try #require(unsafe body.withUnsafeBytes { unsafe deflater.deflate($0, coding).map { unsafe Array($0) } })
    }

    static func decoded(_ body: [UInt8], _ coding: ContentCoding) throws -> String {
        let inflater = BodyInflater(byteCountMax: 1 << 20)
        return try unsafe body.withUnsafeBytes { unsafe String(decoding: try inflater.inflate($0, coding), as: UTF8.self) }
    }

    static func request(_ body: [UInt8], _ fields: String, method: String = "POST", target: String = "/predict/small") -> [UInt8]
    {
        Array("\(method) \(target) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\(fields)\r\n".utf8) + body
    }

    @Test(arguments: [
        ("Content-Encoding: gzip\r\n", ContentCoding.gzip), ("content-encoding: GZIP\r\n", .gzip),
        ("Content-Encoding: x-gzip\r\n", .gzip),
        ("Content-Encoding: deflate\r\n", .deflate),
    ])
    func `a coded body is answered as the body itself, before and after others`(fields: String, coding: ContentCoding) throws {
        let server = try HandlerUnderTest()
        let expected = try server.ask(body: Self.rows)
        #expect(expected.status == 200)
        for _ in 0..<2 {
            let answer = try server.ask(Self.request(Self.coded(Self.rows, coding), fields))
            #expect(answer.status == 200)
            #expect(answer.text == expected.text)
            #expect(try server.ask(body: Self.rows).text == expected.text)
        }
    }

    @Test(arguments: [
        "br", "gzip, gzip", "gzip, deflate", "gzip identity", "\"gzip\"", "gzip;q=1", "zstd", "gzip\r\nContent-Encoding: gzip",
        "identity\r\nContent-Encoding: gzip", "\r\nContent-Encoding: gzip",
    ])
    func `a coding that is not understood is refused with those that are`(value: String) throws {
        let server = try HandlerUnderTest()
        let answer = try server.ask(Self.request(Self.coded(Self.rows, .gzip), "Content-Encoding: \(value)\r\n"))
        #expect(answer.status == 415)
        #expect(answer.fields == "Accept-Encoding: gzip, deflate, identity\r\n")
        #expect(answer.error == "Content-Encoding is not understood: accepted is gzip, deflate or identity, one of them")
        #expect(server.counters.refusalCount(model: 0) == 1)
    }

    @Test(arguments: ["gzip,", ", ,gzip", "gzip, identity", "identity,X-GZIP"])
    func `a list with one coding is that coding`(value: String) throws {
        let server = try HandlerUnderTest()
        let answer = try server.ask(Self.request(Self.coded(Self.rows, .gzip), "Content-Encoding: \(value)\r\n"))
        #expect(answer.status == 200)
        #expect(try server.ask(body: Self.rows).text == answer.text)
    }

    @Test func `a type that is given twice is refused`() throws {
        let fields = "Content-Type: application/json\r\nContent-Type: application/json\r\n"
        #expect(try HandlerUnderTest().ask(body: #"{"age":35}"#, fields: fields).status == 415)
    }

    @Test func `a body that is not what it is said to be is refused in words`() throws {
        let server = try HandlerUnderTest()
        let gzip = try Self.coded(Self.rows, .gzip)
        let deflate = try Self.coded(Self.rows, .deflate)
        let other = "is of another format, damaged, or something stands behind its end"
        for (body, coding, reason) in [
            (Array(Self.rows.utf8), "gzip", other), (deflate, "gzip", other), (gzip + Array("{}".utf8), "gzip", other),
            (Array(gzip.dropLast()), "gzip", "ends too early"), (Array(deflate.dropLast(5)), "deflate", "ends too early"),
            (gzip, "deflate", other),
        ] {
            let answer = try server.ask(Self.request(body, "Content-Encoding: \(coding)\r\n"))
            #expect(answer.status == 400)
            #expect(answer.error == "the body is not \(coding) as Content-Encoding says: it \(reason)")
        }
        let empty = try server.ask(Self.request([], "Content-Encoding: gzip\r\n"))
        #expect(empty.status == 400 && empty.error?.hasPrefix("the body is empty") == true)
        let broken = try server.ask(
            Self.request(Self.coded(String(repeating: "[", count: 500), .gzip), "Content-Encoding: gzip\r\n"))
        #expect(broken.status == 400 && broken.error?.hasPrefix("the body is ") == true)
    }

    @Test(arguments: [ContentCoding.gzip, .deflate])
    func `a bomb is refused at the limit of bodies`(coding: ContentCoding) throws {
        var options = ServingOptions()
        options.bodyByteCountMax = 10_000
        let server = try HandlerUnderTest(options: options)
        let bomb = try Self.coded(String(repeating: " ", count: 50_000_000), coding)
        let answer = try server.ask(Self.request(bomb, "Content-Encoding: \(coding)\r\n"))
        #expect(answer.status == 413)
        #expect(answer.error == "the body has more than 10000 bytes when it is decoded; send fewer rows")
        let fits = #"{"age":35}"# + String(repeating: " ", count: 9_990)
        #expect(try server.ask(Self.request(Self.coded(fits, coding), "Content-Encoding: \(coding)\r\n")).status == 200)
        let tooLong = try Self.coded(fits + " ", coding)
        #expect(try server.ask(Self.request(tooLong, "Content-Encoding: \(coding)\r\n")).status == 413)
    }

    @Test(arguments: [
        ("Accept-Encoding: gzip, deflate\r\n", ContentCoding.gzip),
        ("accept-encoding: br\r\nAccept-Encoding: deflate\r\n", .deflate),
        ("Accept-Encoding: gzip;q=0.2, deflate\r\n", .deflate), ("", .identity), ("Accept-Encoding: identity\r\n", .identity),
        ("Accept-Encoding: gzip;q=0\r\n", .identity), ("Accept-Encoding:\r\n", .identity),
    ])
    func `a large answer is compressed for who takes it, and says that it depends on that`(
        fields: String, coding: ContentCoding
    ) throws {
        let server = try HandlerUnderTest()
        let expected = try server.ask(body: Self.rows).text
        #expect(expected.utf8.count > 1024)
        for _ in 0..<2 {
            let raw = try server.response(Self.request(Array(Self.rows.utf8), fields))
            #expect(raw.status == 200)
            #expect(raw.fields == (coding == .identity ? "" : "Content-Encoding: \(coding)\r\n") + "Vary: Accept-Encoding\r\n")
            let text = try coding == .identity ? String(decoding: raw.body, as: UTF8.self) : Self.decoded(raw.body, coding)
            #expect(text == expected)
            #expect(coding == .identity || raw.body.count < expected.utf8.count / 2)
        }
    }

    @Test func `a small answer is left as it is, and every one where compression is off`() throws {
        let body = Array(#"{"features":[35,42000,"Oslo"]}"#.utf8)
        let fields = "Accept-Encoding: gzip\r\n"
        let small = try HandlerUnderTest().response(Self.request(body, fields))
        #expect(small.status == 200 && small.fields.isEmpty)
        var options = ServingOptions()
        options.compressedByteCountMin = 0
        let off = try HandlerUnderTest(options: options).response(Self.request(Array(Self.rows.utf8), fields))
        #expect(off.status == 200 && off.fields.isEmpty)
        options.compressedByteCountMin = 1
        let any = try HandlerUnderTest(options: options)
        #expect(try any.response(Self.request([], fields, method: "OPTIONS", target: "*")).fields.contains("Vary") == false)
        #expect(try any.response(Self.request(body, fields)).fields.hasSuffix("Vary: Accept-Encoding\r\n"))
    }
}
