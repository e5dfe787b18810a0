import CFuzzer
import Tabular
import TestSupport

/// Foreign bytes as a CSV file, in blocks whose size the first byte chooses: no trap, the table or the fault of the oracle, the same
/// bytes whatever the block, and every row clean by the contract that its own table gives. Bytes that begin as gzip does are only
/// read.
@main enum FuzzCSV {
    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let status = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, byteCount in
            unsafe FuzzCSV.check(Array(UnsafeRawBufferPointer(start: data, count: byteCount)))
            return 0
        }
        precondition(status == 0)
    }

    private static func check(_ input: [UInt8]) {
        guard let first = input.first else { return }
        var limits = CSVLimits()
        limits.blockByteCount = 4 + Int(first % 64)
        let bytes = Array(input.dropFirst())
        let found = Result { () throws(InputError) in try read(bytes, limits) }
        if !bytes.starts(with: [0x1F, 0x8B]) { compare(bytes, found) }
        guard case .success(let table) = found, !table.records.isEmpty else { return }
        do throws(InputError) {
            try checkContract(bytes, limits)
        } catch {
            precondition(
                error.reason.contains("UTF-8") || error.reason.contains("no column has values"),
                "a good table has no profile: \(error)")
        }
    }

    private static func compare(_ bytes: [UInt8], _ found: Result<CSVOracle.Table, InputError>) {
        let expected = Result { () throws(CSVOracle.Failure) in try CSVOracle.read(bytes) }
        switch (expected, found) {
        case (.success(let expected), .success(let found)): precondition(expected == found, "another table")
        case (.failure(let expected), .failure(let found)):
            precondition(found.reason.contains(expected.fault.rawValue), "expected \(expected), found \(found)")
            precondition(found.line == expected.line, "expected \(expected), found \(found)")
        default: preconditionFailure("expected \(expected), found \(found)")
        }
    }

    private static func read(_ bytes: [UInt8], _ limits: CSVLimits) throws(InputError) -> CSVOracle.Table {
        var reader = try CSVReader(source: ByteSource(bytes: bytes, name: "f", chunkByteCount: 7), path: "f", limits: limits)
        var records: [CSVOracle.Record] = []
        while try reader.readBlock() {
            for row in 0..<reader.rowCount {
                let fields = reader.header.indices.map { unsafe [UInt8](reader.field(row: row, column: $0)) }
                records.append(CSVOracle.Record(fields: fields, line: reader.line(ofRow: row)))
            }
        }
        return CSVOracle.Table(header: reader.header, records: records)
    }

    /// A table breaks no rule of the contract that was made of it.
    private static func checkContract(_ bytes: [UInt8], _ limits: CSVLimits) throws(InputError) {
        var options = ProfileOptions()
        options.sampleRowCountMax = 3
        var reader = try CSVReader(source: ByteSource(bytes: bytes, name: "f"), path: "f", limits: limits)
        let profiler = try TableProfiler(header: reader.header, path: "f", options: options)
        while try reader.readBlock() { try profiler.add(reader.block) }
        let encoder = RowEncoder(try profiler.finish().contract(policy: .strict, nativeCategoryCountMax: 2))
        reader = try CSVReader(source: ByteSource(bytes: bytes, name: "f"), path: "f", limits: limits)
        let columns = ColumnMap(header: reader.header, encoder: encoder, ignoring: reader.header)
        var counts = ContractCounts(featureCount: encoder.featureCount)
        while try reader.readBlock() {
            var codes = [Float](repeating: 0, count: reader.rowCount * encoder.featureCount)
            var accepted = [Bool](repeating: false, count: reader.rowCount)
            let refused = unsafe codes.withUnsafeMutableBufferPointer { codes in
                unsafe accepted.withUnsafeMutableBufferPointer { accepted in
                    unsafe encoder.encodeRows(
                        of: reader.block, rows: 0..<reader.rowCount, columns: columns, into: codes, stride: encoder.featureCount,
                        accepted: accepted, counts: &counts)
                }
            }
            precondition(refused == nil, "refused by its own contract")
        }
        precondition(counts.isClean, "a table breaks its own contract")
    }
}
