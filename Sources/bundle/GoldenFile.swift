import Base
import Bundles
import Codecs
import ForestImport
import SystemPackage
import Tabular

/// golden.csv: the probe's rows with what the source library says of each, read one after another.
///
/// Refuses, with line and column, what is not the file that the scripts write: other columns, rows in another order or left out, rows that
/// are not those that were scored.
final class GoldenFile {
    /// One row. Expected numbers are empty when the library refused it.
    struct Row {
        var index: Int
        var kind: String
        var values: [Double]
        var margins: [Double]
        var predictions: [Double]
        /// The library's words; nil when it scored the row.
        var refusal: String?
    }

    /// Bytes of a golden file at most.
    static let byteCountMax = 64 << 30
    private static let refusalByteCountMax = 1 << 12

    let path: String
    private(set) var library = ""
    private(set) var libraryVersion = ""
    private(set) var modelSHA256 = ""
    /// As the script says; `checkRows` finds out whether it is so.
    private(set) var rowsSHA256 = ""
    private(set) var rowCount = 0

    private var reader: CSVReader
    private let featureCount: Int
    private let outputCount: Int
    private var blockRow = 0
    private var blockRowCount = 0

    init(path: String, features: [String], outputCount: Int) throws(ProofFailure) {
        self.path = path
        featureCount = features.count
        self.outputCount = outputCount
        do throws(InputError) { reader = try CSVReader(path: FilePath(path)) } catch { throw ProofFailure(error) }
        try Self.check(
            reader.header, ProbeColumns.leading + features + ProbeColumns.trailing(outputCount: outputCount), path: path)
    }

    private static func check(_ header: [String], _ expected: [String], path: String) throws(ProofFailure) {
        let missing = expected.filter { !header.contains($0) }
        guard missing.isEmpty else {
            throw ProofFailure(
                .badData,
                "\(path), line 1: lacks the columns \(Printable.list(missing)); accepted is what Sources/python/score_xgboost.py or "
                    + "score_lightgbm.py writes for this bundle's probe")
        }
        let extra = header.filter { !expected.contains($0) }
        guard extra.isEmpty else {
            throw ProofFailure(.badData, "\(path), line 1: has the columns \(Printable.list(extra)), which do not belong there")
        }
        guard header == expected else {
            throw ProofFailure(.badData, "\(path), line 1: the columns are not in the order of the probe and its script")
        }
    }

    /// The next row, nil at the end.
    func next() throws(ProofFailure) -> Row? {
        while blockRow >= blockRowCount {
            do throws(InputError) {
                guard try reader.readBlock() else { return nil }
            } catch { throw ProofFailure(error) }
            (blockRow, blockRowCount) = (0, reader.rowCount)
        }
        if rowCount == 0 { try readHead() }
        let row = try row()
        rowCount += 1
        blockRow += 1
        return row
    }

    private var trailing: Int { ProbeColumns.leading.count + featureCount }

    private func readHead() throws(ProofFailure) {
        let first = trailing + 2 * outputCount + 1
        library = try text(first)
        libraryVersion = try text(first + 1)
        modelSHA256 = try text(first + 2)
        rowsSHA256 = try text(first + 3)
        for column in first...first + 3 where try text(column).isEmpty {
            throw refusal(column, "is empty in the first row, where the script tells what it scored with")
        }
    }

    private func row() throws(ProofFailure) -> Row {
        guard let index = Int(try text(0)) else { throw refusal(0, "is no row number") }
        guard index == rowCount else {
            throw refusal(
                0, "row \(index) stands where row \(rowCount) belongs: rows are accepted in the probe's order, all of them")
        }
        var row = Row(index: index, kind: try text(1), values: [], margins: [], predictions: [], refusal: nil)
        guard ProbeKind(rawValue: row.kind) != nil else {
            throw refusal(1, "\(Printable.quoted(row.kind, width: 40)) is no kind of row")
        }
        for feature in 0..<featureCount { row.values.append(try value(2 + feature)) }
        let refused = try text(trailing + 2 * outputCount)
        guard refused.isEmpty else {
            row.refusal = String(refused.prefix(Self.refusalByteCountMax))
            return row
        }
        for output in 0..<outputCount {
            row.margins.append(try number(trailing + output))
            row.predictions.append(try number(trailing + outputCount + output))
        }
        return row
    }

    private func text(_ column: Int) throws(ProofFailure) -> String {
        guard let text = unsafe String(validating: reader.field(row: blockRow, column: column), as: UTF8.self) else {
            throw refusal(column, "is not UTF-8")
        }
        return text
    }

    /// A feature's value: a decimal number, an infinity, or nothing.
    private func value(_ column: Int) throws(ProofFailure) -> Double {
        let field = unsafe reader.field(row: blockRow, column: column)
        if field.isEmpty { return .nan }
        if let number = unsafe NumberParser.double(field) { return number }
        switch try text(column) {
        case "Infinity": return .infinity
        case "-Infinity": return -.infinity
        case let text: throw refusal(column, "\(Printable.quoted(text, width: 40)) is no number of a probe")
        }
    }

    /// A hexadecimal (or decimal) number of the library's, `inf` and `nan` too.
    private func number(_ column: Int) throws(ProofFailure) -> Double {
        let text = try text(column)
        guard let number = Double(text) else {
            throw refusal(column, "\(Printable.quoted(text, width: 40)) is no number; accepted are 0x1.8p+1, 3.0, inf and nan")
        }
        return number
    }

    private func refusal(_ column: Int, _ reason: String) -> ProofFailure {
        ProofFailure(
            .badData,
            "\(path), line \(reader.line(ofRow: blockRow)), column \(Printable.quoted(reader.header[column], width: 40)): \(reason)"
        )
    }

    /// Takes the columns of the results away from every line again: what is left must be the probe file that the script read.
    func checkRows() throws(ProofFailure) {
        let found: String?
        do {
            found = try GoldenLines(path: FilePath(path), outputCount: outputCount).rowsSHA256()
        } catch { throw ProofFailure(error) }
        guard found == rowsSHA256 else {
            throw ProofFailure(
                .badData, "\(path): its rows are not those that were scored: they were changed after \(library) had scored them")
        }
    }
}
