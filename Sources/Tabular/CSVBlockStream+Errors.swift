extension CSVBlockStream {
    /// A fault in the words that a user reads: what was found and what is accepted.
    func inputError(_ location: CSVScanner.Location) -> InputError {
        var column: String?
        if let index = location.column { column = columnName(index) }
        return InputError(path: path, line: location.line, column: column, reason: reason(location.fault))
    }

    /// The name of a column, or its number where the header gives none.
    private func columnName(_ column: Int) -> String {
        column < columnNames.count ? columnNames[column] : "\(column + 1)"
    }

    private func reason(_ fault: CSVScanner.Fault) -> String {
        switch fault {
        case .nulByte:
            "found a NUL byte; text in UTF-8 without NUL bytes is accepted (UTF-16 must be converted)"
        case .bareCarriageReturn:
            "found a carriage return without a line feed; LF or CRLF ends a line, and a carriage return inside a field must be quoted"
        case .textAfterQuote(let byte):
            "found \(Self.spelling(byte)) after a closing quote; a \(delimiterName) or the end of the line is accepted there, and a quote "
                + "inside a quoted field is written twice"
        case .unterminatedQuote:
            "the quote that opens here is not closed before the end of the file; a quoted field ends with a quote"
        case .fieldCount(let count):
            "found \(count) \(count == 1 ? "field" : "fields"), the \(firstRecordName) has \(scanner.columnCount); every record must "
                + "have as many fields as the \(firstRecordName)"
        case .blankLine:
            "found a blank line between records; blank lines are accepted at the end of the file only"
        case .recordTooLong:
            "the record is longer than \(recordByteCountMax) bytes, the most that is accepted"
        }
    }

    private var firstRecordName: String { columnNames.isEmpty ? "first record" : "header" }

    private var delimiterName: String {
        scanner.delimiter == UInt8(ascii: ",") ? "comma" : "delimiter (\(Self.spelling(scanner.delimiter)))"
    }

    /// The error for a record that outgrew its limit before its end was seen.
    func recordTooLong() -> InputError {
        if let line = scanner.openQuoteLine {
            return InputError(
                path: path, line: line,
                reason: "the quote that opens here is not closed within \(recordByteCountMax) bytes, the longest record that is "
                    + "accepted")
        }
        return inputError(CSVScanner.Location(fault: .recordTooLong, line: scanner.line, column: nil))
    }

    private static func spelling(_ byte: UInt8) -> String {
        byte > 0x20 && byte < 0x7F ? "'\(Character(UnicodeScalar(byte)))'" : "byte 0x\(hexadecimal(byte))"
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }
}
