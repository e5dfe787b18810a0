import Base
import Records
import RecordsTestSupport
import Tabular
import TestSupport
import Testing

@Suite struct MatrixTests {
    static func npy(_ header: String, version: UInt8 = 1, data: [UInt8]) -> [UInt8] {
        let text = Array(header.utf8)
        let length =
            version == 1
            ? [UInt8(text.count & 255), UInt8(text.count >> 8)] : [UInt8(text.count & 255), UInt8(text.count >> 8), 0, 0]
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + data
    }

    static func bytes<Number: BinaryFloatingPoint>(_ numbers: [Number]) -> [UInt8] {
        numbers.flatMap { number in
            unsafe withUnsafeBytes(of: number) { unsafe Array($0) }
        }
    }

    static func read(_ bytes: [UInt8], _ format: InputFormat, kept: [RecordField] = []) throws(InputError) -> RecordTable {
        var limits = RecordLimits()
        limits.blockByteCount = 20
        return try RecordTable.read(
            RecordReader(
                source: ByteSource(bytes: bytes, name: "m", chunkByteCount: 9), path: "m", format: format, limits: limits),
            kept: kept)
    }

    static let rows: [Float] = [1.5, 0, -2, .nan, 2000, 0, .nan, 7]

    @Test(arguments: [UInt8(1), 2, 3], [true, false])
    func `A matrix is read in each version of the format and both widths`(version: UInt8, isWide: Bool) throws {
        let data = isWide ? Self.bytes(Self.rows.map(Double.init)) : Self.bytes(Self.rows)
        let file = Self.npy(
            "{'descr': '\(isWide ? "<f8" : "<f4")', 'fortran_order': False, 'shape': (4, 2), }     \n", version: version,
            data: data)
        let table = try Self.read(file, .npy, kept: [.column(0)])
        #expect(table.rows.map(\.accepted) == [true, true, true, true])
        #expect(table.rows[0].codes == [Float(1.5).bitPattern, Float(2).bitPattern])
        #expect(table.rows[1].codes == [Float(-2).bitPattern, UInt32.max])
        #expect(table.rows.map(\.kept) == [["1.5 1.5"], ["-2.0 -2.0"], ["2000.0 2000.0"], [" null"]])
        #expect(table.counts[.outOfRange, feature: 0] == 1)
        #expect(table.counts[.unknownCategory, feature: 1] == 1)
        let shape = try #require(MatrixShape(number: isWide ? .float64 : .float32, columnCount: 2))
        #expect(try Self.read(data, .raw(shape)).rows.map(\.codes) == table.rows.map(\.codes))
    }

    @Test(arguments: [
        ("{'descr': '>f4', 'fortran_order': False, 'shape': (1, 2)}", "little endian"),
        ("{'descr': '<i8', 'fortran_order': False, 'shape': (1, 2)}", "float32"),
        ("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2)}", "ascontiguousarray"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "1 dimensions"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 0)}", "0 columns"),
        ("{'descr': '<f4', 'fortran_order': False}", "without"), ("{'descr': '<f4', ", "no dictionary"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 2)}", "rows"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2)}", "of the 3 rows"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1)}", "goes on"),
    ])
    func `Another matrix is refused in words`(header: String, words: String) {
        do throws(InputError) {
            _ = try Self.read(Self.npy(header, data: Self.bytes([Float(1), 2, 3])), .npy)
            Issue.record("accepted")
        } catch {
            #expect(error.reason.contains(words), "\(error)")
        }
    }

    @Test func `A raw matrix that ends within a row is refused, and every cut of an npy file`() throws {
        let shape = try #require(MatrixShape(number: .float32, columnCount: 2))
        #expect(throws: InputError.self) { try Self.read([1, 2, 3, 4, 5], .raw(shape)) }
        let file = Self.npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 2)}", data: Self.bytes(Self.rows))
        for count in 0..<file.count {
            #expect(throws: InputError.self) { try Self.read(Array(file[..<count]), .npy) }
        }
        #expect(try Self.read(file, .npy).rows.count == 4)
    }
}
