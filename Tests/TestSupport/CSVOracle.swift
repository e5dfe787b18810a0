/// RFC 4180 read one byte at a time from a whole array: slow, obvious, and what the fast reader must agree with.
public struct CSVOracle {
    /// What can be wrong. The raw value is a phrase of the message that the reader gives for it.
    public enum Fault: String, Equatable, Sendable, Error {
        case empty = "the file is empty"
        case nulByte = "found a NUL byte"
        case bareCarriageReturn = "found a carriage return without a line feed"
        case textAfterQuote = "after a closing quote"
        case unterminatedQuote = "the quote that opens here is not closed before the end of the file"
        case fieldCount = "every record must have as many fields as the header"
        case blankLine = "found a blank line between records"
        case emptyName = "the header has an empty name"
        case nameEncoding = "the header's name is not valid UTF-8"
        case duplicateName = "twice, first in column"
    }

    public struct Failure: Error, Equatable, Sendable {
        public var fault: Fault
        public var line: Int?
    }

    public struct Record: Equatable, Sendable {
        public var fields: [[UInt8]]
        /// 1-based line on which it begins.
        public var line: Int
        public init(fields: [[UInt8]], line: Int) {
            self.fields = fields
            self.line = line
        }
    }

    public struct Table: Equatable, Sendable {
        public var header: [String]
        public var records: [Record]
        public init(header: [String], records: [Record]) {
            self.header = header
            self.records = records
        }
    }

    private let bytes: [UInt8]
    private var position: Int
    private var line = 1

    public static func read(_ bytes: [UInt8]) throws(Failure) -> Table {
        var oracle = CSVOracle(bytes)
        return try oracle.table()
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    private mutating func table() throws(Failure) -> Table {
        guard position < bytes.count else { throw Failure(fault: .empty, line: nil) }
        let header = try names(of: try record())
        var records: [Record] = []
        var blankLine: Int?
        while position < bytes.count {
            let next = bytes[position]
            if let blankLine, next != UInt8(ascii: "\n"), next != UInt8(ascii: "\r") {
                throw Failure(fault: .blankLine, line: blankLine)
            }
            let start = position
            let record = try record()
            let isBlank = bytes[start] == UInt8(ascii: "\n") || bytes[start] == UInt8(ascii: "\r")
            if isBlank, header.count > 1 {
                blankLine = blankLine ?? record.line
                continue
            }
            guard record.fields.count == header.count else { throw Failure(fault: .fieldCount, line: record.line) }
            records.append(record)
        }
        return Table(header: header, records: records)
    }

    private func names(of record: Record) throws(Failure) -> [String] {
        var names: [String] = []
        for field in record.fields {
            guard !field.isEmpty else { throw Failure(fault: .emptyName, line: 1) }
            guard let name = String(validating: field, as: UTF8.self) else { throw Failure(fault: .nameEncoding, line: 1) }
            guard !names.contains(where: { Array($0.utf8) == field }) else { throw Failure(fault: .duplicateName, line: 1) }
            names.append(name)
        }
        return names
    }

    private mutating func record() throws(Failure) -> Record {
        var record = Record(fields: [], line: line)
        while true {
            let field = try field()
            record.fields.append(field)
            guard position < bytes.count else { return record }
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: ","): continue
            case UInt8(ascii: "\n"):
                line += 1
                return record
            case UInt8(ascii: "\r"):
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\n") else {
                    throw Failure(fault: .bareCarriageReturn, line: line)
                }
                position += 1
                line += 1
                return record
            case 0: throw Failure(fault: .nulByte, line: line)
            default: throw Failure(fault: .textAfterQuote, line: line)
            }
        }
    }

    /// Stops at the byte after the field, whatever it is.
    private mutating func field() throws(Failure) -> [UInt8] {
        var field: [UInt8] = []
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            while position < bytes.count, ![0x2C, 0x0A, 0x0D, 0].contains(bytes[position]) {
                field.append(bytes[position])
                position += 1
            }
            return field
        }
        let openLine = line
        position += 1
        while true {
            guard position < bytes.count else { throw Failure(fault: .unterminatedQuote, line: openLine) }
            let byte = bytes[position]
            position += 1
            if byte == 0 { throw Failure(fault: .nulByte, line: line) }
            if byte == UInt8(ascii: "\n") { line += 1 }
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
                position += 1
            }
            field.append(byte)
        }
        return field
    }
}
