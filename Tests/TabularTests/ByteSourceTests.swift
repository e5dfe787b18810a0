import Base
import Glibc
import SystemPackage
import Tabular
import TestSupport
import Testing

@Suite struct ByteSourceTests {
    /// The contents compressed through the sink, as one gzip member.
    static func gzip(_ contents: [UInt8]) throws -> [UInt8] {
        let folder = TemporaryFolder()
        let path = folder.path.appending("x")
        var sink = try ByteSink(path: path, gzip: true)
        try unsafe contents.withUnsafeBytes { bytes in try unsafe sink.write(bytes) }
        try sink.finish()
        return try Self.stored(path)
    }

    static func stored(_ path: FilePath) throws -> [UInt8] {
        let file = try MappedFile(path: path, byteCountMax: 1 << 30)
        return unsafe Array(file.bytes)
    }

    static func read(_ bytes: [UInt8], chunkByteCount: Int = 1 << 16, readByteCount: Int = 4096) throws(InputError) -> [UInt8] {
        var source = ByteSource(bytes: bytes, name: "x.gz", chunkByteCount: chunkByteCount)
        var contents: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: readByteCount, alignment: 1)
        defer { unsafe buffer.deallocate() }
        while true {
            let count = try unsafe source.read(into: buffer)
            if count == 0 { return contents }
            unsafe contents += buffer[..<count]
        }
    }

    static func message(_ bytes: [UInt8], chunkByteCount: Int = 1 << 16) -> String {
        do throws(InputError) {
            _ = try read(bytes, chunkByteCount: chunkByteCount)
            return "accepted"
        } catch { return error.description }
    }

    static let contents = Array((0..<300).map { "\($0),\($0 * $0 % 17)" }.joined(separator: "\n").utf8)

    @Test func `A gzip file of several members and padding reads as one, in pieces of any size`() throws {
        let member = try Self.gzip(Self.contents)
        let file = member + (try Self.gzip([])) + member + [UInt8](repeating: 0, count: 300)
        for chunkByteCount in [2, 3, 7, 64, 1 << 16] {
            for readByteCount in [1, 5, 4096] {
                #expect(
                    try Self.read(file, chunkByteCount: chunkByteCount, readByteCount: readByteCount) == Self.contents
                        + Self.contents)
            }
        }
    }

    @Test func `A gzip file cut anywhere is refused`() throws {
        let file = try Self.gzip(Self.contents)
        for count in 2..<file.count {
            #expect(
                Self.message(Array(file[..<count]), chunkByteCount: 50)
                    == "x.gz: the gzip stream is cut off after \(count) bytes; a whole gzip file is accepted")
        }
        #expect(Self.message(file + file[..<9]).contains("is cut off after"))
    }

    @Test func `A gzip file with any bit flipped is refused or reads the same`() throws {
        let file = try Self.gzip(Self.contents)
        // The first two bytes are what makes it gzip.
        for index in file.indices.dropFirst(2) {
            for bit in 0..<8 {
                var damaged = file
                damaged[index] ^= 1 << UInt8(bit)
                do throws(InputError) {
                    let contents = try Self.read(damaged)
                    #expect(contents == Self.contents, "byte \(index), bit \(bit)")
                } catch {
                    #expect(error.reason.hasPrefix("the gzip stream is c"), "byte \(index), bit \(bit): \(error)")
                }
            }
        }
    }

    @Test func `Bytes after the end of a gzip stream are refused`() throws {
        let file = try Self.gzip(Self.contents)
        #expect(
            Self.message(file + Array("tail".utf8))
                == "x.gz: other bytes follow the end of the gzip stream, at byte \(file.count); further gzip members or zeros are "
                + "accepted there")
        #expect(Self.message(file + [0, 0, 0x1F, 0x8B]).contains("at byte \(file.count + 2)"))
        #expect(Self.message(file + [0x1F, 0x8C, 0, 0]).contains("other bytes follow the end of the gzip stream"))
    }

    @Test func `What is not gzip is passed on as it is`() throws {
        for bytes in [[], [0x1F], [0x8B, 0x1F], [0x1F, 0x8A, 1], Self.contents] as [[UInt8]] {
            #expect(try Self.read(bytes, chunkByteCount: 5, readByteCount: 3) == bytes)
        }
    }

    @Test func `A file that is not there or is a folder is refused with the call's name`() {
        #expect(
            throws: InputError(
                kind: .environment, path: "/nowhere.csv", reason: "cannot be opened: No such file or directory (open)")
        ) {
            _ = try ByteSource(path: "/nowhere.csv")
        }
        #expect(throws: InputError(kind: .environment, path: "/", reason: "cannot be read: Is a directory (read)")) {
            _ = try CSVReader(path: "/")
        }
    }

    @Test func `A file that changes while it is read is noticed`() throws {
        let folder = TemporaryFolder()
        let path = folder.path.appending("grows.csv")
        try ByteSinkTests.write(Array(("a,b\n" + String(repeating: "1,2\n", count: 3000)).utf8), to: path)
        var limits = CSVLimits()
        limits.blockByteCount = 1000
        var reader = try CSVReader(path: path, limits: limits)
        #expect(try reader.readBlock())
        let descriptor = unsafe path.withPlatformString { unsafe open($0, O_WRONLY | O_APPEND) }
        #expect(unsafe write(descriptor, "3,4\n", 4) == 4)
        close(descriptor)
        #expect(
            throws: InputError(
                path: path.string, reason: "the file changed while it was read; a file that nothing writes to is accepted")
        ) { while try reader.readBlock() {} }
    }

    @Test func `Two openings of a file have the same fingerprint until it is written`() throws {
        let folder = TemporaryFolder()
        let path = folder.path.appending("a.csv")
        try ByteSinkTests.write([0x61], to: path)
        let first = try ByteSource(path: path).fingerprint
        #expect(try ByteSource(path: path).fingerprint == first)
        try ByteSinkTests.write([0x62], to: path)
        let second = try ByteSource(path: path)
        #expect(second.fingerprint != first)
        #expect(throws: InputError.self) { try second.checkUnchanged(since: first) }
    }
}
