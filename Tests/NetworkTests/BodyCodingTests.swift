import Base
import Codecs
import Network
import TestSupport
import Testing

/// Bodies through gzip and deflate, there and back.
struct BodyCodingTests {
    static func deflated(_ body: [UInt8], _ coding: ContentCoding, _ deflater: BodyDeflater = BodyDeflater()) -> [UInt8]? {
        unsafe body.withUnsafeBytes { unsafe deflater.deflate($0, coding).map { unsafe Array($0) } }
    }

    /// Right before a guard page, so that nothing behind the body is read.
    static func inflated(_ body: [UInt8], _ coding: ContentCoding, _ inflater: BodyInflater) throws -> [UInt8] {
        let guarded = GuardedBytes(body)
        return unsafe Array(try inflater.inflate(UnsafeRawBufferPointer(guarded.bytes), coding))
    }

    static func inflated(_ body: [UInt8], _ coding: ContentCoding, byteCountMax: Int = 1 << 20) throws -> [UInt8] {
        try inflated(body, coding, BodyInflater(byteCountMax: byteCountMax))
    }

    /// Text that shrinks, of a given length.
    static func text(_ byteCount: Int) -> [UInt8] {
        var random = SeededRandom(seed: UInt64(byteCount))
        var text: [UInt8] = []
        while text.count < byteCount { text += Array("{\"probability\":0.\(random.next(below: 1_000_000))},".utf8) }
        return Array(text[..<byteCount])
    }

    @Test func `what another zlib made is read`() throws {
        let gzip: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xAB, 0x56, 0x4A, 0x4C, 0x4F, 0x55, 0xB2, 0x32, 0xAC,
            0x05,
            0x00, 0xC3, 0xA1, 0x60, 0x8D, 0x09, 0x00, 0x00, 0x00,
        ]
        let zlib: [UInt8] = [
            0x78, 0x9C, 0xAB, 0x56, 0x4A, 0x4C, 0x4F, 0x55, 0xB2, 0x32, 0xAC, 0x05, 0x00, 0x0E, 0x8B, 0x02, 0xD5,
        ]
        let body = Array(#"{"age":1}"#.utf8)
        #expect(try Self.inflated(gzip, .gzip) == body)
        #expect(try Self.inflated(zlib, .deflate) == body)
        #expect(try Self.inflated(Array(zlib[2..<13]), .deflate) == body)
    }

    @Test(arguments: [ContentCoding.gzip, .deflate])
    func `a body of any length comes back, with one coder after the other and with the same one`(coding: ContentCoding) throws {
        let deflater = BodyDeflater()
        let inflater = BodyInflater(byteCountMax: 1 << 20)
        for byteCount in [200, 201, 1000, 16_383, 16_384, 16_385, 300_000, 1 << 20, 200] {
            let body = Self.text(byteCount)
            let coded = try #require(Self.deflated(body, coding, deflater))
            #expect(coded.count < body.count * 6 / 10 + 20)
            #expect(try Self.inflated(coded, coding, inflater) == body)
            #expect(Self.deflated(body, coding) == coded)
            #expect(try Self.inflated(coded, coding) == body)
        }
    }

    @Test func `what would not be smaller is left as it is`() {
        var random = TestSeed.random(0x475A)
        let noise = (0..<5000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        for coding in [ContentCoding.gzip, .deflate] {
            #expect(Self.deflated(noise, coding) == nil)
            #expect(Self.deflated([1], coding) == nil)
        }
    }

    @Test func `deflate is zlib's format, and the bare stream inside of it too`() throws {
        let body = Self.text(5000)
        let coded = try #require(Self.deflated(body, .deflate))
        #expect(coded[0] & 0xF == 8)
        #expect(try Self.inflated(coded, .deflate) == body)
        #expect(try Self.inflated(Array(coded[2..<coded.count - 4]), .deflate) == body)
        #expect(throws: BodyInflater.Fault.self) { try Self.inflated(coded, .gzip) }
        let gzip = try #require(Self.deflated(body, .gzip))
        #expect(throws: BodyInflater.Fault.self) { try Self.inflated(gzip, .deflate) }
    }

    @Test func `members of gzip follow one another, and nothing else follows`() throws {
        let one = try #require(Self.deflated(Self.text(500), .gzip))
        let two = try #require(Self.deflated(Self.text(20_000), .gzip))
        #expect(try Self.inflated(one + two + one, .gzip) == Self.text(500) + Self.text(20_000) + Self.text(500))
        for rest in [[0], [0x1F], Array(two.dropLast()), Array("{}".utf8)] as [[UInt8]] {
            #expect(throws: BodyInflater.Fault.self) { try Self.inflated(one + rest, .gzip) }
        }
        let zlib = try #require(Self.deflated(Self.text(500), .deflate))
        #expect(throws: BodyInflater.Fault.corrupt) { try Self.inflated(zlib + zlib, .deflate) }
    }

    @Test(arguments: [ContentCoding.gzip, .deflate])
    func `a body that ends too early at any byte is truncated`(coding: ContentCoding) throws {
        let coded = try #require(Self.deflated(Self.text(300), coding))
        let inflater = BodyInflater(byteCountMax: 1000)
        for count in 0..<coded.count {
            #expect(throws: BodyInflater.Fault.truncated, "\(count) bytes") {
                try Self.inflated(Array(coded[..<count]), coding, inflater)
            }
        }
        #expect(try Self.inflated(coded, coding, inflater) == Self.text(300))
    }

    @Test(arguments: [ContentCoding.gzip, .deflate])
    func `a byte that is changed is refused, or said nothing of the contents`(coding: ContentCoding) throws {
        let body = Self.text(300)
        let coded = try #require(Self.deflated(body, coding))
        let inflater = BodyInflater(byteCountMax: 1000)
        var unnoticed = 0
        for index in coded.indices {
            for change in [0x01, 0x10, 0x80, 0xFF] as [UInt8] {
                var damaged = coded
                damaged[index] ^= change
                if let found = try? Self.inflated(damaged, coding, inflater) {
                    #expect(found == body, "byte \(index)")
                    unnoticed += 1
                }
            }
        }
        // gzip's header says when, where and how it was made, and whether it is text, which nothing checks; the last bits fill up a byte.
        #expect(unnoticed <= (coding == .gzip ? 30 : 5))
        #expect(try Self.inflated(coded, coding, inflater) == body)
    }

    @Test(arguments: [ContentCoding.gzip, .deflate])
    func `a bomb is stopped at the limit, and the limit itself is reached`(coding: ContentCoding) throws {
        let zeros = [UInt8](repeating: 0x20, count: 64 << 20)
        let bomb = try #require(Self.deflated(zeros, coding))
        #expect(bomb.count < 400_000)
        let inflater = BodyInflater(byteCountMax: 100_000)
        #expect(throws: BodyInflater.Fault.tooLarge) { try Self.inflated(bomb, coding, inflater) }
        for byteCount in [99_999, 100_000] {
            let coded = try #require(Self.deflated(Array(zeros[..<byteCount]), coding))
            #expect(try Self.inflated(coded, coding, inflater).count == byteCount)
        }
        let above = try #require(Self.deflated(Array(zeros[..<100_001]), coding))
        #expect(throws: BodyInflater.Fault.tooLarge) { try Self.inflated(above, coding, inflater) }
    }

    @Test func `random bytes are refused and leave the decoder usable`() throws {
        var random = TestSeed.random(0x424F)
        let body = Self.text(200)
        let good = try #require(Self.deflated(body, .gzip))
        let inflater = BodyInflater(byteCountMax: 10_000)
        for _ in 0..<3000 {
            let coding: ContentCoding = random.next(below: 2) == 0 ? .gzip : .deflate
            var bytes = (0..<random.next(below: 40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            if random.next(below: 2) == 0 { bytes = (coding == .gzip ? Array(good[..<10]) : [0x78, 0x01]) + bytes }
            // A bare stream of a few random bytes may be a valid one.
            if coding == .gzip { #expect(throws: BodyInflater.Fault.self) { try Self.inflated(bytes, coding, inflater) } }
            _ = try? Self.inflated(bytes, coding, inflater)
            #expect(try Self.inflated(good, .gzip, inflater) == body)
        }
    }
}
