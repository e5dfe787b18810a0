import Codecs
import Testing

struct AcceptEncodingTests {
    static func preferred(_ lines: [String]) -> ContentCoding {
        var accepted = AcceptEncoding()
        for line in lines {
            let bytes = Array(line.utf8)
            accepted.add(bytes.span, HTTPByteRange(0, bytes.count))
        }
        return accepted.preferred
    }

    @Test(arguments: [
        ("", ContentCoding.identity), ("gzip", .gzip), ("GZip", .gzip), ("x-gzip", .gzip), ("deflate", .deflate),
        ("gzip, deflate, br, zstd", .gzip), ("deflate, gzip", .gzip), ("br", .identity), ("identity", .identity), ("*", .gzip),
        ("gzip;q=0", .identity), ("gzip;q=0.0", .identity), ("gzip;q=0.000, deflate", .deflate), ("gzip;q=0.001", .gzip),
        ("gzip;q=0.5, deflate;q=0.8", .deflate), ("deflate;q=0.5, gzip;q=0.5", .gzip), ("gzip; q=1.000", .gzip),
        ("gzip ; Q=0.3 , identity;q=0.4", .identity), ("gzip;q=0.4, identity;q=0.4", .gzip), ("identity;q=0", .identity),
        ("identity;q=0, gzip;q=0.1", .gzip), ("*;q=0", .identity), ("*;q=0.5, gzip;q=0", .deflate), ("*, gzip;q=0.1", .deflate),
        ("*;q=0.2, gzip;q=0, deflate;q=0", .identity), (" , ,gzip,, ", .gzip), ("gzip;q=2", .identity),
        ("gzip;q=1.001", .identity),
        ("gzip;q=0.1234", .identity), ("gzip;q=.5", .identity), ("gzip;q=", .identity), ("gzip;q", .identity),
        ("gzip;x=1", .identity),
        ("gzip;q=0.5;q=1", .identity), ("gzip;q=a", .identity), ("gzip;q=0,5", .identity), ("gzip;", .identity),
        (";q=1", .identity),
        ("gzipped", .identity), ("compress, gzip", .gzip), ("**", .identity),
    ])
    func `the coding of the greatest weight is chosen, of equals gzip`(value: String, coding: ContentCoding) {
        #expect(Self.preferred([value]) == coding)
    }

    @Test func `several lines are one list`() {
        #expect(Self.preferred(["br", "gzip"]) == .gzip)
        #expect(Self.preferred(["deflate", "gzip;q=0"]) == .deflate)
        #expect(Self.preferred([]) == .identity)
    }
}
