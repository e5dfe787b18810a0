import Base
import SystemPackage
package import Tabular

/// The first rows of a CSV file, in memory, that request bodies are made of.
///
/// A column whose fields are all numbers or missing is one of numbers, any other one of texts: a row does not change its form with its
/// values. Missing is an empty field, and in a column of numbers what the feature contract takes for missing too.
package struct RowTable: Sendable {
    package struct Column: Sendable, Equatable {
        package let name: String
        package let isNumeric: Bool
    }

    /// Which columns are used, and how.
    package struct Selection: Sendable {
        /// In this order; empty: all, in the file's order.
        package var names: [String] = []
        /// Left out of those.
        package var excluded: [String] = []
        /// Taken for texts, whatever is in them.
        package var texts: [String] = []

        package init() {}
    }

    package let columns: [Column]
    package let rowCount: Int
    /// Row by row; nil is missing.
    private let fields: [String?]

    /// Bytes of text in all.
    package static let byteCountMax = 512 << 20

    /// Reads `rowCountMax` rows at most.
    package init(path: String, selection: Selection = Selection(), rowCountMax: Int) throws(InputError) {
        var reader = try CSVReader(path: FilePath(path))
        let indices = try Self.indices(selection, header: reader.header, path: path)
        var fields: [String?] = []
        var byteCount = 0
        var rowCount = 0
        while rowCount < rowCountMax, try reader.readBlock() {
            for row in 0..<min(reader.rowCount, rowCountMax - rowCount) {
                for index in indices {
                    let field = unsafe reader.field(row: row, column: index)
                    byteCount += field.count
                    guard let text = unsafe String(validating: field, as: UTF8.self) else {
                        throw InputError(
                            path: path, line: reader.line(ofRow: row), column: reader.header[index],
                            reason: "the field is not valid UTF-8; UTF-8 is accepted")
                    }
                    fields.append(text.isEmpty ? nil : text)
                }
                rowCount += 1
            }
            guard byteCount <= Self.byteCountMax else {
                throw InputError(
                    path: path, reason: "its rows have more than \(Printable.count(Self.byteCountMax)) bytes; use fewer bodies")
            }
        }
        guard rowCount > 0 else { throw InputError(path: path, reason: "the file has no rows; at least one is needed") }
        let isNumeric = indices.indices.map { column in
            !selection.texts.contains(reader.header[indices[column]])
                && Self.isNumeric(&fields, column: column, columnCount: indices.count)
        }
        columns = zip(indices, isNumeric).map { Column(name: reader.header[$0], isNumeric: $1) }
        self.rowCount = rowCount
        self.fields = fields
    }

    /// A field as it stands in the file, without blanks around a number; nil where it is missing.
    package func field(row: Int, column: Int) -> String? { fields[row * columns.count + column] }

    /// The columns' places in the file.
    private static func indices(_ selection: Selection, header: [String], path: String) throws(InputError) -> [Int] {
        for name in selection.names + selection.excluded + selection.texts where !header.contains(name) {
            let hint = NearestName.hint(for: name, among: header)
            throw InputError(
                path: path, line: 1,
                reason: "there is no column \(Printable.quoted(name, width: 100))\(hint); its columns are "
                    + Printable.list(header))
        }
        let names = (selection.names.isEmpty ? header : selection.names).filter { !selection.excluded.contains($0) }
        guard !names.isEmpty else { throw InputError(path: path, reason: "no column is left; at least one is needed") }
        return names.compactMap(header.firstIndex(of:))
    }

    /// Whether the column has numbers and nothing else; then its missing markers become nil.
    private static func isNumeric(_ fields: inout [String?], column: Int, columnCount: Int) -> Bool {
        var numbers: [String?] = []
        for index in stride(from: column, to: fields.count, by: columnCount) {
            let text = fields[index].map { $0.drop { isBlank($0) } }
            let trimmed = text.map { $0[..<($0.lastIndex { !isBlank($0) }.map($0.index(after:)) ?? $0.startIndex)] } ?? ""
            if trimmed.isEmpty || markers.contains(String(trimmed)) || isNaN(trimmed) {
                numbers.append(nil)
            } else if NumberSpelling.json(trimmed) != nil {
                numbers.append(String(trimmed))
            } else {
                return false
            }
        }
        guard numbers.contains(where: { $0 != nil }) else { return false }
        for (row, number) in numbers.enumerated() { fields[row * columnCount + column] = number }
        return true
    }

    private static let markers = Set(FeatureContract.defaultMissingMarkers)

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

    private static func isNaN(_ text: Substring) -> Bool { ["nan", "+nan", "-nan"].contains(text.lowercased()) }
}
