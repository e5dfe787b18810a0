import Base
import Bundles
import Forest
import SystemPackage
import Tabular

/// The user's own rows, encoded by the model's contract as `score` and `serve` do it.
final class OwnRows {
    private var reader: CSVReader
    private let encoder: RowEncoder
    private let columns: ColumnMap
    private(set) var rowCount = 0
    /// Rows that the contract's policy refuses.
    private(set) var refusedCount = 0

    init(path: String, _ bundle: Bundle) throws(ProofFailure) {
        let width: InputWidth = bundle.forest.arithmetic.inputWidth == .float64 ? .float64 : .float32
        encoder = RowEncoder(bundle.manifest.contract, width: width)
        do throws(InputError) { reader = try CSVReader(path: FilePath(path)) } catch { throw ProofFailure(error) }
        columns = ColumnMap(header: reader.header, encoder: encoder)
        let absent = columns.absentFeatures.map { bundle.manifest.contract.features[$0].name }
        guard absent.count < encoder.featureCount else {
            throw ProofFailure(.badData, "\(path): has none of the columns that the model reads: \(Printable.list(absent))")
        }
        if !absent.isEmpty {
            StandardError.write(
                "bundle: warning: \(Printable.text(path)) lacks \(Printable.list(absent)); read as missing in every row\n")
        }
    }

    /// Hands out each accepted row: one number for each feature, NaN for missing.
    func read(_ body: ([Double]) throws -> Void) throws {
        while try nextBlock() {
            for row in 0..<reader.rowCount {
                guard let values = encode(row) else {
                    refusedCount += 1
                    continue
                }
                rowCount += 1
                guard rowCount <= ProbeFile.rowCountMax else {
                    throw ProofFailure(.badData, "\(reader.path): has more than \(ProbeFile.rowCountMax) rows")
                }
                try body(values)
            }
        }
    }

    private func nextBlock() throws(ProofFailure) -> Bool {
        do throws(InputError) { return try reader.readBlock() } catch { throw ProofFailure(error) }
    }

    private func encode(_ row: Int) -> [Double]? {
        var isAccepted = columns.extraColumns.isEmpty || encoder.outcomeOfExtraField().accepted
        let memory = UnsafeMutableRawPointer.allocate(byteCount: encoder.rowByteCount, alignment: 8)
        defer { unsafe memory.deallocate() }
        let values = (0..<encoder.featureCount).map { feature in
            let column = columns.columns[feature]
            let outcome =
                unsafe column < 0
                ? encoder.encodeAbsent(feature: feature, row: memory)
                : encoder.encode(text: reader.field(row: row, column: column), feature: feature, row: memory)
            if !outcome.accepted { isAccepted = false }
            return switch encoder.width {
            case .float32: Double(unsafe memory.load(fromByteOffset: 4 * feature, as: Float.self))
            case .float64: unsafe memory.load(fromByteOffset: 8 * feature, as: Double.self)
            }
        }
        return isAccepted ? values : nil
    }
}
