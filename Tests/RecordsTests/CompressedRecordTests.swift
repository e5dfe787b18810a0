import Base
import Codecs
import Records
import RecordsTestSupport
import Tabular
import TestSupport
import Testing

/// A compressed file is read as the plain one is: rows, refusals, positions and errors, from the start and from any block's end, whatever
/// members it is made of and however its bytes come.
@Suite struct CompressedRecordTests {
    enum Form: CaseIterable { case gzip, zstd }

    /// An input as one of the readers sees it.
    private struct Input {
        let bytes: [UInt8]
        let format: InputFormat
        let chunkByteCount: Int
        let blockByteCount: Int

        func reader(from start: RecordPosition? = nil, to end: RecordPosition? = nil) throws(InputError) -> RecordReader {
            var limits = RecordLimits()
            limits.blockByteCount = blockByteCount
            var reader = try RecordReader(
                source: ByteSource(bytes: bytes, name: "t", chunkByteCount: chunkByteCount, compressions: [.gzip, .zstd]),
                path: "t", format: format, limits: limits, malformedRows: .keep)
            if let start { try reader.move(to: start) }
            if let end { reader.end(at: end.byteOffset) }
            return reader
        }

        func table(from start: RecordPosition? = nil, to end: RecordPosition? = nil) -> Result<RecordTable, InputError> {
            do throws(InputError) {
                return .success(try RecordTable.read(reader(from: start, to: end)))
            } catch { return .failure(error) }
        }
    }

    /// The bytes cut at random places, each piece (some are empty) a member or frame of its own.
    private static func compressed(
        _ bytes: [UInt8], _ form: Form, _ random: inout SeededRandom, cutCountMax: Int = 4
    ) throws -> [UInt8] {
        let gzip = try #require(BlockCompressor())
        let zstd = try #require(FrameCompressor())
        let cuts = (0..<random.next(below: cutCountMax + 1)).map { _ in random.next(below: bytes.count + 1) }.sorted()
        var output = ByteBuffer()
        for (begin, end) in zip([0] + cuts, cuts + [bytes.count]) {
            unsafe bytes.withUnsafeBytes { bytes in
                let piece = unsafe UnsafeRawBufferPointer(rebasing: bytes[begin..<end])
                if form == .gzip {
                    unsafe gzip.append(piece, to: &output)
                } else {
                    unsafe zstd.append(piece, to: &output)
                }
            }
        }
        // Zeros behind a gzip file are padding, as tar leaves them.
        let padding = form == .gzip ? random.next(below: 3) * 256 : 0
        return Array(output.bytes) + [UInt8](repeating: 0, count: padding)
    }

    private static func text(_ pieces: [String], count: Int, _ random: inout SeededRandom) -> [UInt8] {
        (0..<count).flatMap { _ in Array(pieces[random.next(below: pieces.count)].utf8) }
    }

    private static func plain(_ kind: Int, _ random: inout SeededRandom) throws -> (bytes: [UInt8], format: InputFormat) {
        let count = random.next(below: 60)
        switch kind {
        case 0:
            let rows = ["1,a\n", "-2.5,b\r\n", "3,zz\n", ",\n", "\"4\",\"a\nb\"\n", "1,\"q\"\"q\"\n", "1,2,3\n", "2000,0\n"]
            return (
                Array("x,c\n".utf8) + text(rows, count: count, &random) + text(["", "5,a", "\n\n", "x"], count: 1, &random),
                .csv(.standard)
            )
        case 1:
            // Anything at all, so that most of them end with an error somewhere.
            return (
                text(["1", ",", "\"", "\n", "\r\n", "a", "\0", "é"], count: count, &random),
                .csv(CSVDialect(hasHeader: false))
            )
        case 2:
            let lines = [
                "{\"x\":1,\"c\":\"a\"}\n", "{\"x\":-2.5,\"c\":\"b\"}\r\n", "[3,\"a\"]\n", "\n", " \t\r\n", "no json\n",
                "{\"c\":null}\n",
                "{\"x\":\"two\"}\n",
            ]
            return (text(lines, count: count, &random) + text(["", "[1,\"b\"]", "{"], count: 1, &random), .ndjson)
        default:
            let data = (0..<count * 2).flatMap { _ in MatrixTests.bytes([Float(random.next(below: 4))]) }
            let cut = Array(data.dropLast(random.next(below: 3) == 0 ? 3 : 0))
            if kind == 3 { return (cut, .raw(try #require(MatrixShape(number: .float32, columnCount: 2)))) }
            let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(count), 2), }\n"
            return (MatrixTests.npy(header, data: cut), .npy)
        }
    }

    @Test(arguments: Form.allCases, 0..<5)
    func `What a compressed file holds is what the plain one holds, block by block and in any part`(
        form: Form, kind: Int
    ) throws {
        var random = TestSeed.random(0x435A_5244 + UInt64(kind))
        for round in 0..<80 {
            let (bytes, format) = try Self.plain(kind, &random)
            let blockByteCount = 4 + random.next(below: 200)
            let plain = Input(
                bytes: bytes, format: format, chunkByteCount: 4 + random.next(below: 60), blockByteCount: blockByteCount)
            let stored = Input(
                bytes: try Self.compressed(bytes, form, &random), format: format,
                chunkByteCount: 4 + random.next(below: 60), blockByteCount: blockByteCount)
            let whole = plain.table()
            let found = stored.table()
            #expect(found == whole, "round \(round)")
            guard case .success(let table) = whole else { continue }
            let ends = table.ends
            for (index, end) in ends.enumerated() where ends.count < 12 || random.next(below: 4) == 0 {
                let rest = stored.table(from: end)
                #expect(rest == plain.table(from: end), "round \(round), from \(end)")
                let begin = index == 0 ? nil : ends[random.next(below: index)]
                #expect(stored.table(from: begin, to: end) == plain.table(from: begin, to: end), "round \(round), to \(end)")
                if case .success(let rest) = rest { #expect(rest.rows == Array(table.rows[end.row...])) }
            }
        }
    }

    @Test(arguments: Form.allCases)
    func `An error in a compressed file names the line and column that it has in the plain one`(form: Form) throws {
        var random = TestSeed.random(0x4345_5252)
        let bytes = Array("x,c\n1,a\n\"2\n\",b\n3,\"a\"b\n4,a\n".utf8)
        let stored = Input(
            bytes: try Self.compressed(bytes, form, &random), format: .csv(.standard), chunkByteCount: 5, blockByteCount: 8)
        guard case .failure(let error) = stored.table() else {
            Issue.record("text behind a closing quote was accepted")
            return
        }
        #expect(error.line == 5 && error.path == "t", "\(error)")
    }

    @Test(arguments: Form.allCases)
    func `A compressed file that is cut within its member gives whole blocks, and then an error`(form: Form) throws {
        var random = TestSeed.random(0x4355_5453)
        let bytes = Array("x,c\n".utf8) + Self.text(["1,a\n", "-2.5,b\n"], count: 40, &random)
        let plain = Input(bytes: bytes, format: .csv(.standard), chunkByteCount: 64, blockByteCount: 16)
        guard case .success(let whole) = plain.table() else {
            Issue.record("the plain file was refused")
            return
        }
        let file = try Self.compressed(bytes, form, &random, cutCountMax: 0).reversed().drop { $0 == 0 }.reversed()
        for _ in 0..<40 {
            let cut = Input(
                bytes: Array(file.prefix(random.next(below: file.count - 8))), format: .csv(.standard), chunkByteCount: 7,
                blockByteCount: 16)
            do throws(InputError) {
                var reader = try cut.reader()
                let block = RecordBlock()
                var rowCount = 0
                while try reader.readBlock(into: block) {
                    rowCount += block.rowCount
                    #expect(block.end.row == rowCount && whole.ends.contains(block.end))
                }
                // What is too short to be told from a plain file.
                #expect(rowCount == 0)
            } catch {
                #expect(error.path == "t")
            }
        }
    }
}
