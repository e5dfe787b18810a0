import Base
import Testing

struct TimeTextTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_795_876_915_123, "2026-11-28T14:41:55.123Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1970-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (.max, "9999-12-31T23:59:59.999Z"),
    ])
    func `a moment is spelled in UTC with milliseconds`(unixMilliseconds: Int, text: String) {
        #expect(TimeText.rfc3339(unixMilliseconds: unixMilliseconds) == text)
    }
}
