import Base
import Glibc
import SystemPackage
import Tabular
import TestSupport
import Testing

@Suite struct ByteSinkTests {
    static func read(_ path: FilePath) throws -> [UInt8] {
        var source = try ByteSource(path: path)
        var bytes: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 1)
        defer { unsafe buffer.deallocate() }
        while true {
            let count = try unsafe source.read(into: buffer)
            if count == 0 { return bytes }
            unsafe bytes += buffer[..<count]
        }
    }

    static func write(_ bytes: [UInt8], to path: FilePath, finishes: Bool = true) throws {
        var sink = try ByteSink(path: path)
        for start in stride(from: 0, to: bytes.count, by: 3000) {
            let part = Array(bytes[start..<min(start + 3000, bytes.count)])
            try unsafe part.withUnsafeBytes { bytes in try unsafe sink.write(bytes) }
        }
        if finishes { try sink.finish() }
    }

    static let contents = Array((0..<50_000).map { "row \($0 * $0)" }.joined(separator: "\n").utf8)

    @Test(arguments: ["plain.csv", "packed.csv.gz"])
    func `What is written comes back, plain and compressed`(_ name: String) throws {
        let folder = TemporaryFolder()
        let path = folder.path.appending(name)
        try Self.write(Self.contents, to: path)
        #expect(try Self.read(path) == Self.contents)
        #expect(FolderListing.names(in: folder.path) == [name])
    }

    @Test func `A file that was not finished leaves the old one and nothing else`() throws {
        let folder = TemporaryFolder()
        let path = folder.path.appending("out.csv")
        try Self.write([1, 2, 3], to: path)
        try Self.write(Self.contents, to: path, finishes: false)
        #expect(try Self.read(path) == [1, 2, 3])
        #expect(FolderListing.names(in: folder.path) == ["out.csv"])
    }

    @Test func `A full disk is an error with the name of the call`() throws {
        #expect(throws: SystemCallError(call: "write", subject: "/dev/full", errno: .noSpace)) {
            try Self.write(Self.contents, to: "/dev/full")
        }
    }

    @Test func `A folder that is not there is an error that names the file`() throws {
        #expect(throws: SystemCallError(call: "open", subject: "/nowhere/out.csv", errno: .noSuchFileOrDirectory)) {
            try Self.write([1], to: "/nowhere/out.csv")
        }
    }
}
