package import Bundles
internal import Codecs
internal import Tabular

/// What must hold of any bytes that claim to be a bundle's archive; the fuzzer and the tests that replay its corpus share it.
public enum ArchiveRoundTrip {
    /// Reads all files of an archive, plain or gzip.
    package static func read(
        _ bytes: [UInt8], chunkByteCount: Int = 1 << 16, freeByteCount: Int = BundleLimits.archiveFreeByteCount
    ) throws(BundleError) -> [(entry: ArchiveReader.Entry, contents: [UInt8])] {
        var reader = ArchiveReader(
            ByteSource(bytes: bytes, name: "archive", chunkByteCount: chunkByteCount), name: "archive",
            freeByteCount: freeByteCount)
        var files: [(entry: ArchiveReader.Entry, contents: [UInt8])] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 1)
        defer { unsafe buffer.deallocate() }
        while let entry = try reader.next() {
            var contents: [UInt8] = []
            while true {
                let count = try unsafe reader.read(into: buffer)
                if count == 0 { break }
                unsafe contents.append(contentsOf: buffer[..<count])
            }
            files.append((entry, contents))
        }
        return files
    }

    /// What is accepted must hold each file once, of the size that was said, below one folder, and must read back as the same when it is written
    /// as we write it. Nil if all that holds.
    public static func problem(with bytes: [UInt8]) -> String? {
        let files: [(entry: ArchiveReader.Entry, contents: [UInt8])]
        do throws(BundleError) {
            files = try read(bytes)
        } catch {
            if error.bundle != "archive" { return "the error does not name the archive: \(error)" }
            return error.reason.isEmpty ? "the error gives no reason" : nil
        }
        if files.isEmpty { return "an archive of nothing is accepted" }
        if Set(files.map(\.entry.file)).count != files.count { return "a file stands there twice" }
        if Set(files.map { "\($0.entry.model)/\($0.entry.version)" }).count != 1 { return "the files are of several bundles" }
        if files.contains(where: { $0.entry.byteCount != $0.contents.count }) { return "a file has another size than was said" }
        let written = TarEntry.archive(
            files.map { TarEntry("\($0.entry.model)/\($0.entry.version)/\($0.entry.file)", $0.contents) })
        do throws(BundleError) {
            let again = try read(written, chunkByteCount: 7)
            if again.map(\.entry) != files.map(\.entry) || again.map(\.contents) != files.map(\.contents) {
                return "the archive reads back as another"
            }
            return nil
        } catch {
            return "the reader refuses what was written anew: \(error)"
        }
    }
}
