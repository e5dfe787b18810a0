/// Dates as RFC 3339 section 5.6 spells them.
public enum InternetDate {
    /// Whether `text` is a date-time (`2026-01-31T12:00:00Z`, fractions and numeric offsets too) or a full-date (`2026-01-31`).
    public static func isValid(_ text: String) -> Bool {
        var rest = text.utf8[...]
        guard let year = number(&rest, digits: 4), take(&rest, "-"), let month = number(&rest, digits: 2), take(&rest, "-"),
            let day = number(&rest, digits: 2), (1...12).contains(month), (1...dayCount(year, month)).contains(day)
        else { return false }
        if rest.isEmpty { return true }
        guard take(&rest, "Tt"), let hour = number(&rest, digits: 2), take(&rest, ":"), let minute = number(&rest, digits: 2),
            take(&rest, ":"), let second = number(&rest, digits: 2), hour < 24, minute < 60, second <= 60
        else { return false }
        if take(&rest, ".") {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return false }
            rest = rest[digits.endIndex...]
        }
        if take(&rest, "Zz") { return rest.isEmpty }
        guard take(&rest, "+-"), let hours = number(&rest, digits: 2), take(&rest, ":"), let minutes = number(&rest, digits: 2)
        else { return false }
        return hours < 24 && minutes < 60 && rest.isEmpty
    }

    private static func dayCount(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func number(_ rest: inout Substring.UTF8View.SubSequence, digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
            value = 10 * value + Int(byte - 0x30)
            rest.removeFirst()
        }
        return value
    }

    private static func take(_ rest: inout Substring.UTF8View.SubSequence, _ accepted: StaticString) -> Bool {
        guard let byte = rest.first, "\(accepted)".utf8.contains(byte) else { return false }
        rest.removeFirst()
        return true
    }
}
