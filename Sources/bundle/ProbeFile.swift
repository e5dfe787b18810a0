import Base
import Codecs
import ForestImport
import SystemPackage
import Tabular

/// probe.csv while it is written: numbers in the shortest spelling that is the same float64, so that a float32 model's numbers are read
/// unchanged by whatever goes to float32 through float64.
final class ProbeFile {
    /// Rows that one file may have, of either origin.
    static let rowCountMax = 10_000_000
    private static let flushByteCount = 1 << 20

    private var sink: ByteSink
    private var lines = ByteBuffer(capacity: flushByteCount)
    private(set) var rowCount = 0

    init(path: String, _ contract: FeatureContract) throws(ProofFailure) {
        let names = contract.features.map(\.name)
        let taken = Set(ProbeColumns.leading + ProbeColumns.trailing(outputCount: 1))
        if let name = names.first(where: { taken.contains($0) }) {
            throw ProofFailure(.badBundle, "a feature is named \(name), which is a column of the probe's own")
        }
        do throws(SystemCallError) { sink = try ByteSink(path: FilePath(path)) } catch { throw ProofFailure(error) }
        lines.append((ProbeColumns.leading + names).map(Self.quoted).joined(separator: ",") + "\n")
    }

    func append(_ row: ProbeRows.Row) throws(ProofFailure) {
        lines.append(rowCount)
        lines.append(UInt8(ascii: ","))
        lines.append(row.kind.rawValue)
        for value in row.values {
            lines.append(UInt8(ascii: ","))
            if value.isNaN { continue }
            if value.isInfinite {
                lines.append(value < 0 ? "-Infinity" : "Infinity" as StaticString)
            } else {
                lines.append(value)
            }
        }
        lines.append(UInt8(ascii: "\n"))
        rowCount += 1
        if lines.count >= Self.flushByteCount { try flush() }
    }

    func finish() throws(ProofFailure) {
        try flush()
        do throws(SystemCallError) { try sink.finish() } catch { throw ProofFailure(error) }
    }

    private func flush() throws(ProofFailure) {
        do throws(SystemCallError) { try unsafe sink.write(lines.unsafeBytes) } catch { throw ProofFailure(error) }
        lines.removeAll()
    }

    private static func quoted(_ name: String) -> String {
        guard name.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return name }
        return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
