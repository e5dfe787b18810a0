/// Finds out whether a column of whole numbers numbers its rows: each larger than the one before, or all different.
final class IdentifierCheck {
    /// Rows from which an unbroken rise is no accident.
    static let risingRowCountMin = 50
    /// Rows from which no repetition at all is no accident.
    static let uniqueRowCountMin = 1_000

    private var isRising = true
    private var isUnique = true
    private var previous = Int.min
    private var seen: Set<Int> = []
    private let countMax: Int
    private var count = 0

    init(countMax: Int) { self.countMax = countMax }

    var isOpen: Bool { isRising || isUnique }

    func add(_ text: UnsafeBufferPointer<UInt8>) {
        guard let value = unsafe Self.wholeNumber(text) else {
            close()
            return
        }
        count += 1
        if value <= previous { isRising = false }
        previous = value
        guard isUnique else { return }
        if seen.count < countMax, !seen.insert(value).inserted {
            isUnique = false
            seen = []
        }
    }

    func close() {
        isRising = false
        isUnique = false
        seen = []
    }

    /// What is suspicious about the column, for a warning.
    var finding: String? {
        if isRising, count >= Self.risingRowCountMin { return "whole numbers that rise from row to row" }
        if isUnique, count > Self.uniqueRowCountMin { return "whole numbers that are all different" }
        return nil
    }

    private static func wholeNumber(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard text.count > 0, text.count <= 18 else { return nil }
        let isNegative = unsafe text[0] == UInt8(ascii: "-")
        var value = 0
        for index in (isNegative ? 1 : 0)..<text.count {
            let digit = unsafe text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int(digit)
        }
        return isNegative ? -value : value
    }
}
