import Base
import Codecs
import SystemPackage
package import Tabular

/// What each body's answer must have, read from a file: JSON, a document a line and body, or a table as `score` writes it.
package struct ExpectedAnswers: Sendable {
    /// By the number of the body.
    package let values: [ExpectedValue]

    package static let byteCountMax = 512 << 20

    /// Reads one JSON document a line for each of `bodyCount` bodies; a single one may span lines.
    package init(jsonLines path: String, bodyCount: Int) throws(InputError) {
        let bytes = try Self.bytes(of: path)
        if bodyCount == 1 {
            values = [ExpectedValue(try Self.parse(bytes[...], path: path, line: nil))]
            return
        }
        var values: [ExpectedValue] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            values.append(ExpectedValue(try Self.parse(line, path: path, line: index + 1)))
        }
        guard values.count == bodyCount else {
            throw InputError(
                path: path,
                reason:
                    "it has \(Printable.count(values.count, "line")) for \(Printable.count(bodyCount, "body", plural: "bodies")); "
                    + "one for each is needed, in their order")
        }
        self.values = values
    }

    /// Reads a table whose row i is about row i of the table that the bodies were made of. Its columns are those that `score` computes.
    package init(table path: String, of bodies: RowBodies) throws(InputError) {
        precondition(bodies.form.answersByMember, "answers whose members are known")
        var reader = try CSVReader(path: FilePath(path))
        let columns = try Self.columns(reader.header, path: path)
        var rows: [ExpectedValue] = []
        while rows.count < bodies.table.rowCount, try reader.readBlock() {
            for row in 0..<min(reader.rowCount, bodies.table.rowCount - rows.count) {
                let texts = reader.header.indices.map {
                    unsafe String(decoding: reader.field(row: row, column: $0), as: UTF8.self)
                }
                rows.append(Self.row(texts, columns))
            }
        }
        try Self.check(rowCount: rows.count, bodies, path: path)
        values = (0..<bodies.count).map { body in
            let expected = bodies.rows(ofBody: body).map { rows[$0] }
            return bodies.rowsPerBody == 1 ? expected[0] : .object([ExpectedValue.Member("predictions", .array(expected))])
        }
    }

    /// The fields of a table whose row i is what is answered to row i of the table that the bodies were made of, by body.
    package static func fields(table path: String, of bodies: RowBodies) throws(InputError) -> [[String]] {
        var reader = try CSVReader(path: FilePath(path))
        var rows: [[String]] = []
        while rows.count < bodies.table.rowCount, try reader.readBlock() {
            for row in 0..<min(reader.rowCount, bodies.table.rowCount - rows.count) {
                rows.append(
                    (0..<reader.columnCount).map { unsafe String(decoding: reader.field(row: row, column: $0), as: UTF8.self) })
            }
        }
        try check(rowCount: rows.count, bodies, path: path)
        return (0..<bodies.count).map { body in bodies.rows(ofBody: body).flatMap { rows[$0] } }
    }

    private static func check(rowCount: Int, _ bodies: RowBodies, path: String) throws(InputError) {
        guard rowCount == bodies.table.rowCount else {
            throw InputError(
                path: path,
                reason: "it has \(Printable.count(rowCount, "row")), and \(Printable.count(bodies.table.rowCount)) are sent; "
                    + "one for each is needed, in their order")
        }
    }

    // MARK: JSON

    private static func bytes(of path: String) throws(InputError) -> [UInt8] {
        do {
            let file = try MappedFile(path: FilePath(path), byteCountMax: byteCountMax)
            return unsafe Array(file.bytes)
        } catch {
            throw InputError(kind: .environment, path: path, reason: "cannot be read: \(error.errno) (\(error.call))")
        }
    }

    private static func parse(_ bytes: ArraySlice<UInt8>, path: String, line: Int?) throws(InputError) -> JSONValue {
        do {
            return try JSONValue.parse(Array(bytes))
        } catch {
            throw InputError(path: path, line: line, reason: "is not JSON: \(error)")
        }
    }

    // MARK: Tables

    /// Where a column's value stands in the answer to a row.
    private enum Place {
        case label
        case member(String)
        case entry(of: String, String)
    }

    private static func columns(_ header: [String], path: String) throws(InputError) -> [Place] {
        var places: [Place] = []
        for name in header {
            if name == "prediction" {
                places.append(.label)
            } else if ["probability", "confidence", "margin"].contains(name) {
                places.append(.member(name))
            } else if let entry = entry(name) {
                places.append(.entry(of: entry.member, entry.name))
            } else {
                throw InputError(
                    path: path, line: 1, column: name,
                    reason: "answers have no such value; prediction, probability, confidence, margin, p_CLASS, margin_CLASS and "
                        + "prediction_TARGET are accepted")
            }
        }
        return places
    }

    private static func entry(_ column: String) -> (member: String, name: String)? {
        for (prefix, member) in [("p_", "probabilities"), ("margin_", "margin"), ("prediction_", "prediction")]
        where column.hasPrefix(prefix) {
            return (member, String(column.dropFirst(prefix.count)))
        }
        return nil
    }

    private static func row(_ texts: [String], _ places: [Place]) -> ExpectedValue {
        var members: [ExpectedValue.Member] = []
        var entries: [String: [ExpectedValue.Member]] = [:]
        for (text, place) in zip(texts, places) {
            let value: ExpectedValue = text.isEmpty ? .null : NumberParser.double(text).map { .number($0) } ?? .text(text)
            switch place {
            case .label: members.append(ExpectedValue.Member("prediction", text.isEmpty ? .null : .label(text)))
            case .member(let name): members.append(ExpectedValue.Member(name, value))
            case .entry(let member, let name): entries[member, default: []].append(ExpectedValue.Member(name, value))
            }
        }
        for (name, values) in entries.sorted(by: { $0.key < $1.key }) {
            members.append(ExpectedValue.Member(name, .entries(values)))
        }
        return .object(members)
    }
}
