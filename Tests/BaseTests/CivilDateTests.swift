import Base
import Testing

struct CivilDateTests {
    @Test(arguments: [
        (0, 1970, 1, 1), (58, 1970, 2, 28), (59, 1970, 3, 1), (11_016, 2000, 2, 29), (11_017, 2000, 3, 1), (19_782, 2024, 2, 29),
        (20_778, 2026, 11, 21), (47_540, 2100, 2, 28), (47_541, 2100, 3, 1), (2_932_896, 9999, 12, 31),
    ])
    func `days since 1970 are dates of the Gregorian calendar`(days: Int, year: Int, month: Int, day: Int) {
        let date = CivilDate(daysSince1970: days)
        #expect(date.year == year)
        #expect(date.month == month)
        #expect(date.day == day)
    }
}
