import Base
import Records
import RecordsTestSupport
import Tabular
import TestSupport
import Testing

/// A file read in parts is the file, wherever it is cut.
@Suite struct RecordPartsTests {
    static let csv = [
        "x,c\n1,a\n2,b\n", "x,c\r\n1,a\r\n-2.5,b\r\n3,zz\r\n", "\u{FEFF}x,c\n1,a\n\n\n",
        "x,c\n\"1\",\"a\nb\"\n2,\"a\"\n\"3\n\",b\n",
        "x,c\n1,5\" pipe\n2,\"q\"\"\n\"\n3,a", "x,c\n1,a,b\n2\n\n3,b\n\n", "x\n1\n\n2\n\"\n\"\n3\n",
        "c,d,x\n\"\n,\n\",\"\"\"\",1\na,b,2\n",
    ]
    static let ndjson = [
        "{\"x\": 1, \"c\": \"a\"}\n{\"c\":\"b\"}\n", "\u{FEFF}[1,\"a\"]\r\n\r\n \t\n[2,\"b\"]\n\n",
        "{\"x\":1}\nnot json\n{\"x\":\"two\"}",
    ]

    @Test(arguments: csv + ndjson)
    func `Every two positions of a file hold the records between them`(text: String) throws {
        let bytes = Array(text.utf8)
        let format: InputFormat = Self.ndjson.contains(text) ? .ndjson : .csv(.standard)
        let whole = try RecordTable.read(Self.reader(bytes, format))
        for blockByteCount in [5, 1000] {
            let positions = try (0...bytes.count).map { offset in
                try ShardPlanner.position(of: offset, path: "t", format: format) { ByteSource(bytes: bytes, name: "t") }
            }
            for first in 0...bytes.count {
                try checkParts(bytes, format, [positions[first]], whole, blockByteCount: blockByteCount)
            }
            var random = TestSeed.random(0x5A4D)
            for _ in 0..<20 {
                let cuts = (0..<3).map { _ in positions[random.next(below: positions.count)] }
                    .sorted { $0.byteOffset < $1.byteOffset }
                try checkParts(bytes, format, cuts, whole, blockByteCount: blockByteCount)
            }
        }
    }

    private func checkParts(
        _ bytes: [UInt8], _ format: InputFormat, _ cuts: [RecordPosition], _ whole: RecordTable, blockByteCount: Int
    ) throws {
        var rows: [RecordTable.Row] = []
        var refusals: [String] = []
        for part in 0...cuts.count {
            var reader = try Self.reader(bytes, format, blockByteCount: blockByteCount)
            if part > 0 { try reader.move(to: cuts[part - 1]) }
            if part < cuts.count { reader.end(at: cuts[part].byteOffset) }
            let table = try RecordTable.read(reader)
            rows += table.rows
            refusals += table.refusals
        }
        #expect(rows == whole.rows, "cut at \(cuts)")
        #expect(refusals == whole.refusals)
    }

    @Test(arguments: csv + ndjson)
    func `A reader that begins at a block's end cuts the same blocks`(text: String) throws {
        let bytes = Array(text.utf8)
        let format: InputFormat = Self.ndjson.contains(text) ? .ndjson : .csv(.standard)
        for blockByteCount in 4...bytes.count + 1 {
            let whole = try RecordTable.read(Self.reader(bytes, format, blockByteCount: blockByteCount))
            for (index, end) in whole.ends.enumerated() {
                var reader = try Self.reader(bytes, format, blockByteCount: blockByteCount)
                try reader.move(to: end)
                let rest = try RecordTable.read(reader)
                #expect(rest.ends == Array(whole.ends[(index + 1)...]), "from \(end) in blocks of \(blockByteCount)")
                #expect(rest.rows == Array(whole.rows[end.row...]))
            }
        }
    }

    private static func reader(
        _ bytes: [UInt8], _ format: InputFormat, blockByteCount: Int = 1000
    ) throws -> RecordReader {
        var limits = RecordLimits()
        limits.blockByteCount = blockByteCount
        return try RecordReader(
            source: ByteSource(bytes: bytes, name: "t", chunkByteCount: 7), path: "t", format: format, limits: limits,
            malformedRows: .keep)
    }
}
