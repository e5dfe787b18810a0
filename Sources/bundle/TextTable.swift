internal import Base

/// Rows of texts in columns that line up.
enum TextTable {
    /// One line a row; columns are two blanks apart, no line ends in a blank, and under a header columns of numbers are aligned to the
    /// right.
    static func lines(_ rows: [[String]], hasHeader: Bool) -> [String] {
        let columnCount = rows.map(\.count).max() ?? 0
        let widths = (0..<columnCount).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        let areNumbers = (0..<columnCount).map { column in
            let entries = rows.compactMap { $0.count > column ? $0[column] : nil }.dropFirst().filter { !$0.isEmpty }
            return hasHeader && !entries.isEmpty && entries.allSatisfy { $0.allSatisfy { "0123456789.- ".contains($0) } }
        }
        return rows.map { row in
            var line = ""
            for (column, text) in row.enumerated() {
                if column > 0 { line += "  " }
                line += areNumbers[column] ? Printable.rightAligned(text, widths[column]) : Printable.padded(text, widths[column])
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
