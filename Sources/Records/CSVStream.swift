internal import Tabular

/// CSV as a stream of records.
final class CSVStream: RecordStream {
    private var reader: CSVReader

    init(_ reader: consuming CSVReader) { self.reader = reader }

    var columnNames: [String]? { reader.header.isEmpty ? nil : reader.header }
    var columnCount: Int? { reader.columnCount }
    var position: RecordPosition { reader.position }
    var storedBytesRead: Int { reader.storedBytesRead }
    var storedByteCount: Int? { reader.storedByteCount }
    var fingerprint: [UInt64] { reader.fingerprint }

    var takesWhatIsThere: Bool {
        get { reader.takesWhatIsThere }
        set { reader.takesWhatIsThere = newValue }
    }

    func move(to position: RecordPosition) throws(InputError) { try reader.move(to: position) }

    func end(at byteOffset: Int) { reader.end(at: byteOffset) }

    func next(into block: RecordBlock) throws(InputError) -> Bool {
        block.content = .fields
        return try reader.readBlock(into: block.fields)
    }
}
