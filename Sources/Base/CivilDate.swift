/// A day of the Gregorian calendar.
public struct CivilDate: Sendable, Equatable {
    public let year: Int
    /// 1 ... 12
    public let month: Int
    /// 1 ... 31
    public let day: Int

    /// The day that many days after 1970-01-01; not before year 0. Source: Hinnant, "chrono-compatible low-level date algorithms".
    public init(daysSince1970 days: Int) {
        // Years that begin in March put the leap day last; eras of 400 years repeat.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    }
}
