/// Rows of the input by number, counted from 1 over all files, both ends included.
public struct RowRange: Sendable, Equatable {
    public let first: Int
    /// Nil: to the end.
    public let last: Int?

    /// `A-B`, `A-` (to the end) or `A` (one row).
    public init(_ text: String) throws(OptionError) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), let first = Self.number(parts[0]) else { throw Self.refusal(text) }
        self.first = first
        if parts.count == 1 {
            last = first
        } else if parts[1].isEmpty {
            last = nil
        } else {
            guard let last = Self.number(parts[1]), last >= first else { throw Self.refusal(text) }
            self.last = last
        }
    }

    /// The part of `rows` (places counted from 0) that lies within the range.
    public func clamped(_ rows: Range<Int>) -> Range<Int> {
        let lower = max(rows.lowerBound, first - 1)
        let upper = min(rows.upperBound, last ?? Int.max)
        return lower < upper ? lower..<upper : rows.upperBound..<rows.upperBound
    }

    /// Whether no row from this place on (counted from 0) is in the range.
    public func ends(before row: Int) -> Bool { last.map { row >= $0 } ?? false }

    private static func number(_ text: String) -> Int? {
        guard let number = Int(text), number >= 1, !text.hasPrefix("+") else { return nil }
        return number
    }

    private static func refusal(_ text: String) -> OptionError {
        OptionError("found \"\(text)\"; accepted are A-B, A- or A with rows counted from 1, A no more than B")
    }
}
