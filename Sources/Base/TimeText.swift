/// Moments as text.
public enum TimeText {
    /// `2026-11-21T14:21:55.123Z` (RFC 3339), for the years 1970 to 9999; what is outside is the nearest moment that is not.
    public static func rfc3339(unixMilliseconds: Int) -> String {
        let moment = min(max(unixMilliseconds, 0), 253_402_300_799_999)
        let date = CivilDate(daysSince1970: moment / 86_400_000)
        let second = moment / 1000 % 86_400
        var text = ""
        for (number, digits, next) in [
            (date.year, 4, "-"), (date.month, 2, "-"), (date.day, 2, "T"), (second / 3600, 2, ":"), (second / 60 % 60, 2, ":"),
            (second % 60, 2, "."), (moment % 1000, 3, "Z"),
        ] {
            let spelled = String(number)
            text += String(repeating: "0", count: digits - spelled.utf8.count) + spelled + next
        }
        return text
    }
}
