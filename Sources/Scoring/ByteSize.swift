/// A number of bytes as a person writes it: `65536`, `256MB`, `1.5 GiB` is not one of them (whole numbers only).
public struct ByteSize: Sendable, Equatable {
    public var byteCount: Int

    public init(byteCount: Int) { self.byteCount = byteCount }

    /// In the order of `factors`: the longer unit of two that end alike comes first.
    private static let units: [(name: String, factor: Int)] = [
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("KB", 1000), ("kB", 1000), ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30), ("B", 1),
    ]

    public init(_ text: String) throws(OptionError) {
        let (name, factor) = Self.units.first { text.hasSuffix($0.name) } ?? ("", 1)
        let digits = text.dropLast(name.count)
        guard let number = Int(digits), number >= 0, !digits.hasPrefix("+"), !digits.hasPrefix("-") else {
            throw OptionError(
                "found \"\(text)\"; accepted is a whole number with or without a unit, such as 65536, 64KiB, 256MB or 2GB")
        }
        let (byteCount, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow else { throw OptionError("found \"\(text)\", which is more than can be counted") }
        self.byteCount = byteCount
    }
}
