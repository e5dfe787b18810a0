import Base
import Bundles
import ForestImport
import SystemPackage

/// The bytes of a golden file as lines, to find the probe file in it.
struct GoldenLines {
    private let file: MappedFile
    private let outputCount: Int

    init(path: FilePath, outputCount: Int) throws(SystemCallError) {
        file = try MappedFile(path: path, byteCountMax: GoldenFile.byteCountMax)
        self.outputCount = outputCount
    }

    /// sha256 of the lines without the results; nil when they do not end as the scripts write them.
    func rowsSHA256() -> String? {
        withExtendedLifetime(file) {
            let bytes = unsafe file.bytes
            let columns = ProbeColumns.trailing(outputCount: outputCount)
            let headEnd = Array(("," + columns.joined(separator: ",") + "\n").utf8)
            guard var start = unsafe Self.end(of: headEnd, in: bytes) else { return nil }
            var hash = SHA256()
            let lineEnd: [UInt8] = [UInt8(ascii: "\n")]
            unsafe hash.update(UnsafeRawBufferPointer(rebasing: bytes[..<(start - headEnd.count)]))
            hash.update(lineEnd)
            while start < bytes.count {
                var end = start
                while unsafe end < bytes.count && bytes[end] != lineEnd[0] { end += 1 }
                var cut = end
                for _ in columns.indices {
                    cut -= 1
                    while unsafe cut > start && bytes[cut] != UInt8(ascii: ",") { cut -= 1 }
                }
                guard cut > start else { return nil }
                unsafe hash.update(UnsafeRawBufferPointer(rebasing: bytes[start..<cut]))
                hash.update(lineEnd)
                start = end + 1
            }
            return hash.hexDigest()
        }
    }

    /// Behind the first place where `pattern` stands.
    private static func end(of pattern: [UInt8], in bytes: UnsafeRawBufferPointer) -> Int? {
        var start = 0
        while start + pattern.count <= bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<start + pattern.count])
            if unsafe rest.elementsEqual(pattern) { return start + pattern.count }
            start += 1
        }
        return nil
    }
}
