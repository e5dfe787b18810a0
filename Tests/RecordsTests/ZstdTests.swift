import CZstd
import Records
import Tabular
import Testing

@Suite struct ZstdTests {
    static let contents = (0..<700).flatMap { Array("line \($0 * $0)\n".utf8) }

    static func frame(_ bytes: [UInt8]) -> [UInt8] {
        var room = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
        let byteCount = unsafe ZSTD_compress(&room, room.count, bytes, bytes.count, 3)
        precondition(ZSTD_isError(byteCount) == 0)
        return Array(room[..<byteCount])
    }

    static func read(_ bytes: [UInt8], chunkByteCount: Int = 1 << 16, readByteCount: Int = 4096) throws(InputError) -> [UInt8] {
        var source = ByteSource(bytes: bytes, name: "x.zst", chunkByteCount: chunkByteCount, compressions: [.gzip, .zstd])
        var contents: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: readByteCount, alignment: 1)
        defer { unsafe buffer.deallocate() }
        while true {
            let count = try unsafe source.read(into: buffer)
            if count == 0 { return contents }
            unsafe contents += buffer[..<count]
        }
    }

    static let skippable: [UInt8] = [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 7, 7, 7]

    @Test(arguments: [4, 7, 64, 1 << 16], [1, 5, 4096])
    func `Frames one behind the other read as one text, in pieces of any size`(chunkByteCount: Int, readByteCount: Int) throws {
        let file = Self.skippable + Self.frame(Self.contents) + Self.frame([]) + Self.skippable + Self.frame(Self.contents)
        let found = try Self.read(file, chunkByteCount: chunkByteCount, readByteCount: readByteCount)
        #expect(found == Self.contents + Self.contents)
    }

    @Test func `A file that is cut, damaged or goes on with something else is refused`() throws {
        let file = Self.frame(Self.contents)
        for count in 4..<file.count {
            #expect(throws: InputError.self) { try Self.read(Array(file[..<count])) }
        }
        #expect(throws: InputError.self) { try Self.read(file + Array("tail".utf8)) }
        #expect(throws: InputError.self) { try Self.read(file + [0, 0]) }
    }

    @Test func `A window larger than 128 MiB is refused before memory is taken for it`() {
        // A frame header with a window descriptor of 2^28 (RFC 8878, 3.1.1.1.2), then one raw block.
        let file: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, (28 - 10) << 3, 0x09, 0x00, 0x00, 0x41]
        #expect(throws: InputError.self) { try Self.read(file) }
        let smaller: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, (20 - 10) << 3, 0x09, 0x00, 0x00, 0x41]
        #expect(throws: Never.self) { try Self.read(smaller) }
    }
}
