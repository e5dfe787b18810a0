/// How many refused rows a run bears: a number of rows, or a share of them.
public enum BadRowLimit: Sendable, Equatable {
    case rows(Int)
    /// Hundredths of all rows, known at the end.
    case percent(Double)

    /// `100` or `0.5%`.
    public init(_ text: String) throws(OptionError) {
        if text.hasSuffix("%"), let share = Double(text.dropLast()), (0...100).contains(share) {
            self = .percent(share)
        } else if let count = Int(text), count >= 0, !text.hasPrefix("+") {
            self = .rows(count)
        } else {
            throw OptionError("found \"\(text)\"; accepted is a number of rows (100) or a percentage of them (0.5%)")
        }
    }

    /// Whether the run must end: during it a number of rows counts, a share only when `isEnd`.
    public func isExceeded(refused: Int, of rowCount: Int, isEnd: Bool) -> Bool {
        switch self {
        case .rows(let count): refused > count
        case .percent(let share): isEnd && Double(refused) * 100 > share * Double(rowCount)
        }
    }

    public var text: String {
        switch self {
        case .rows(let count): "\(count)"
        case .percent(let share): "\(share)%"
        }
    }
}
