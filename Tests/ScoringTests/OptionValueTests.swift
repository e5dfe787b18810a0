import Scoring
import Testing

struct OptionValueTests {
    @Test(arguments: [
        ("0", 0), ("65536", 65_536), ("64KiB", 65_536), ("64K", 65_536), ("1M", 1 << 20), ("256MB", 256_000_000),
        ("2GB", 2_000_000_000),
        ("3GiB", 3 << 30), ("10B", 10), ("7kB", 7_000),
    ])
    func `a size is a whole number with a unit`(text: String, byteCount: Int) throws {
        #expect(try ByteSize(text).byteCount == byteCount)
    }

    @Test(arguments: ["", "MB", "-1", "+1", "1.5GB", "1 MB", "1TB", "0x10", "9999999999999999999", "9223372036854775807K"])
    func `what is no size is refused`(text: String) {
        #expect(throws: OptionError.self) { try ByteSize(text) }
    }

    @Test(arguments: [("1-10", 0..<10), ("3-3", 2..<3), ("3", 2..<3), ("5-", 4..<20), ("18-90", 17..<20)])
    func `a range of rows cuts what lies within it`(text: String, rows: Range<Int>) throws {
        #expect(try RowRange(text).clamped(0..<20) == rows)
    }

    @Test func `a range cuts blocks as it cuts the whole`() throws {
        for text in ["1-1", "4-9", "9-", "30-40", "2-17"] {
            let range = try RowRange(text)
            for size in 1...9 {
                var found: [Int] = []
                for start in stride(from: 0, to: 20, by: size) { found += Array(range.clamped(start..<min(20, start + size))) }
                #expect(found == Array(range.clamped(0..<20)))
            }
            for row in 0..<45 { #expect(range.ends(before: row) == range.clamped(row..<100).isEmpty) }
        }
    }

    @Test(arguments: ["", "0-3", "a-b", "3-2", "-3", "1-2-3", "1--2", "+1-2"])
    func `what is no range of rows is refused`(text: String) {
        #expect(throws: OptionError.self) { try RowRange(text) }
    }

    @Test(arguments: [0, 1, 2, 5, 7, 100, 1_000_003, Int.max / 2])
    func `shards lie end to end and are equal but for a byte`(byteCount: Int) throws {
        for count in [1, 2, 3, 7, 64] {
            var next = 0
            for index in 0..<count {
                let range = try ShardNumber("\(index)/\(count)").byteRange(of: byteCount)
                #expect(range.lowerBound == next)
                #expect((byteCount / count...byteCount / count + 1).contains(range.count))
                next = range.upperBound
            }
            #expect(next == byteCount)
        }
    }

    @Test(arguments: ["", "1", "1/", "/1", "1/1", "4/4", "-1/4", "0/0", "a/b", "0/1000001", "0/1/2"])
    func `what is no shard is refused`(text: String) {
        #expect(throws: OptionError.self) { try ShardNumber(text) }
    }

    @Test func `a limit of bad rows is a number at any moment and a share at the end`() throws {
        let rows = try BadRowLimit("2")
        #expect(!rows.isExceeded(refused: 2, of: 2, isEnd: false) && rows.isExceeded(refused: 3, of: 1_000, isEnd: false))
        let share = try BadRowLimit("0.5%")
        #expect(!share.isExceeded(refused: 3, of: 3, isEnd: false))
        #expect(!share.isExceeded(refused: 5, of: 1_000, isEnd: true) && share.isExceeded(refused: 6, of: 1_000, isEnd: true))
        for text in ["", "-1", "101%", "-1%", "many", "1.5", "nan%"] {
            #expect(throws: OptionError.self, "\(text)") { try BadRowLimit(text) }
        }
    }

    @Test(arguments: [
        ("part-1.csv.gz", "part-1.scored.csv.gz"), ("a/b/part-1.csv", "part-1.scored.csv.gz"), ("x.tsv.zst", "x.scored.csv.gz"),
        ("noending", "noending.scored.csv.gz"), (".csv", ".csv.scored.csv.gz"), ("v1.2.NDJSON", "v1.2.scored.csv.gz"),
    ])
    func `an output's name comes from its input's`(input: String, output: String) throws {
        #expect(OutputName(input).scored(.csv, .gzip, shard: nil) == output)
        let shard = try ShardNumber("1/4")
        #expect(OutputName(input).scored(.npy, .none, shard: shard) == OutputName(input).stem + ".scored-1-of-4.npy")
    }

    @Test func `a file's name says its form and its compression`() {
        #expect(OutputFormat(fileName: "a/b.csv.gz") == .csv && OutputCompression(fileName: "a/b.csv.gz") == .gzip)
        #expect(OutputFormat(fileName: "b.jsonl.zst") == .ndjson && OutputCompression(fileName: "b.jsonl.zst") == .zstd)
        #expect(OutputFormat(fileName: "b.npy") == .npy && OutputCompression(fileName: "b.npy") == .none)
        #expect(OutputFormat(fileName: "-") == nil && OutputFormat(fileName: "b.parquet") == nil)
    }

    @Test func `a matrix's header has one length, and says type and shape as NumPy spells them`() {
        for rowCount in [0, 1, 123_456, Int.max] {
            let bytes = MatrixHeader(rowCount: rowCount, columnCount: 3, isFloat32: true).bytes
            #expect(bytes.count == MatrixHeader.byteCount && bytes.count % 64 == 0)
            #expect(Array(bytes[..<10]) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0] && bytes.last == 0x0A)
            let text = String(decoding: bytes[10...], as: UTF8.self)
            #expect(text.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (\(rowCount), 3), } "))
        }
    }
}
