import Tabular
import TestSupport
import Testing

/// The reader's view of some bytes in the oracle's terms.
enum CSVComparison {
    static func read(
        _ bytes: [UInt8], blockByteCount: Int, instructions: TextInstructions = .best
    ) throws(InputError) -> CSVOracle.Table {
        var limits = CSVLimits()
        limits.blockByteCount = blockByteCount
        let source = ByteSource(bytes: bytes, name: "test.csv")
        var reader = try CSVReader(source: source, path: "test.csv", limits: limits, instructions: instructions)
        var records: [CSVOracle.Record] = []
        while try reader.readBlock() {
            #expect(reader.firstRow == records.count)
            for row in 0..<reader.rowCount {
                let fields = reader.header.indices.map { unsafe [UInt8](reader.field(row: row, column: $0)) }
                records.append(CSVOracle.Record(fields: fields, line: reader.line(ofRow: row)))
            }
        }
        return CSVOracle.Table(header: reader.header, records: records)
    }

    /// Both must give the same table, or the same fault on the same line.
    static func check(
        _ bytes: [UInt8], blockByteCount: Int, instructions: TextInstructions = .best,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let expected = Result { () throws(CSVOracle.Failure) in try CSVOracle.read(bytes) }
        let found = Result { () throws(InputError) in try read(bytes, blockByteCount: blockByteCount, instructions: instructions)
        }
        // Made only for a failure: most of the time of a debug build would go into it.
        var label: String { "\(String(decoding: bytes, as: UTF8.self).debugDescription) in blocks of \(blockByteCount)" }
        switch (expected, found) {
        case (.success(let expected), .success(let found)):
            if expected != found {
                Issue.record("\(label): expected \(expected), found \(found)", sourceLocation: sourceLocation)
            }
        case (.failure(let expected), .failure(let found)):
            if !found.reason.contains(expected.fault.rawValue) || expected.line != found.line {
                Issue.record("\(label): expected \(expected), found \(found)", sourceLocation: sourceLocation)
            }
        default:
            Issue.record("\(label): the oracle says \(expected), the reader \(found)", sourceLocation: sourceLocation)
        }
    }
}
