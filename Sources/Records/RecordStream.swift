internal import Tabular

/// What a reader reads, in one format.
protocol RecordStream: AnyObject {
    var columnNames: [String]? { get }
    var columnCount: Int? { get }
    var position: RecordPosition { get }
    var takesWhatIsThere: Bool { get set }
    var storedBytesRead: Int { get }
    var storedByteCount: Int? { get }
    var fingerprint: [UInt64] { get }
    func move(to position: RecordPosition) throws(InputError)
    func end(at byteOffset: Int)
    func next(into block: RecordBlock) throws(InputError) -> Bool
}
