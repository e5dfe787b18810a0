internal import Records
internal import Tabular

/// What must hold of any bytes that are read as NDJSON or npy: for the fuzzers, and for the tests that replay what they found.
public enum RecordOracle {
    /// The rows are those of the lines read one by one, in blocks of any size, and in two parts.
    public static func checkLines(_ input: [UInt8]) {
        guard let first = input.first else { return }
        let bytes = Array(input.dropFirst())
        let table = read(bytes, .ndjson, blockByteCount: 4 + Int(first % 64))
        let whole = read(bytes, .ndjson, blockByteCount: 1 << 16)
        precondition(table.rows == whole.rows && table.refusals == whole.refusals && table.counts == whole.counts, "other blocks")
        var rows: [[UInt32]] = []
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            // By itself each line is read as JSON; after others it may be found to be spelled like them.
            rows += read(Array(bytes[start..<end]), .ndjson, blockByteCount: 1 << 16).rows.map(\.codes)
            start = end + 1
        }
        precondition(rows == whole.rows.map(\.codes), "a line depends on the lines before it")
    }

    /// Refused, or as many rows as the header says.
    public static func checkMatrix(_ input: [UInt8]) {
        for format in [InputFormat.npy, .raw(MatrixShape(number: .float64, columnCount: 2)!)] {
            do throws(InputError) {
                let reader = try RecordReader(
                    source: ByteSource(bytes: input, name: "m", chunkByteCount: 5), path: "m", format: format)
                guard reader.columnCount == 2 else { continue }
                let table = try RecordTable.read(reader)
                precondition(table.rows.count <= input.count / 8, "rows that are not there")
            } catch {
                precondition(!error.reason.isEmpty)
            }
        }
    }

    private static func read(_ bytes: [UInt8], _ format: InputFormat, blockByteCount: Int) -> RecordTable {
        var limits = RecordLimits()
        limits.blockByteCount = blockByteCount
        do throws(InputError) {
            return try RecordTable.read(
                RecordReader(
                    source: ByteSource(bytes: bytes, name: "r", chunkByteCount: 7, compressions: []), path: "r", format: format,
                    limits: limits), kept: [.member("x"), .column(0)])
        } catch {
            preconditionFailure("lines of any kind are read: \(error)")
        }
    }
}
