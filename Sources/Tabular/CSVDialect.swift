/// How a CSV file is spelled, where RFC 4180 leaves a choice.
public struct CSVDialect: Sendable, Equatable {
    /// The byte between two fields: any ASCII character but the quote, line ends and NUL.
    public let delimiter: UInt8
    /// The first record has the columns' names; without it the columns have numbers only.
    public let hasHeader: Bool

    /// Commas and a header line.
    public static let standard = CSVDialect(hasHeader: true)

    /// Tabs and a header line.
    public static let tabs = CSVDialect(delimiter: UInt8(ascii: "\t"), isHeaderFirst: true)

    /// Commas.
    public init(hasHeader: Bool) { self.init(delimiter: UInt8(ascii: ","), isHeaderFirst: hasHeader) }

    private init(delimiter: UInt8, isHeaderFirst: Bool) {
        self.delimiter = delimiter
        hasHeader = isHeaderFirst
    }

    /// Nil when the delimiter is none that can separate fields.
    public init?(delimiter: UInt8, hasHeader: Bool) {
        guard delimiter < 0x80, delimiter != 0, ![UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(delimiter)
        else { return nil }
        self.delimiter = delimiter
        self.hasHeader = hasHeader
    }
}
