import Base
import Testing

struct ProgressBarTests {
    @Test(arguments: [
        (0.0, "Training [>                             ]   0%  round 1  0.0 s"),
        (0.5, "Training [===============>              ]  50%  round 1  0.0 s, 0.0 s left"),
        (1.0, "Training [==============================] 100%  round 1  0.0 s"),
        (7.0, "Training [==============================] 100%  round 1  0.0 s"),
        (-1.0, "Training [>                             ]   0%  round 1  0.0 s"),
    ])
    func `the line has the width that it has at any share`(share: Double, expected: String) {
        #expect(ProgressBar.line(title: "Training", share: share, words: "round 1", seconds: 0) == expected)
    }

    @Test func `without a known end there is no bar`() {
        #expect(ProgressBar.line(title: "Reading", share: nil, words: "12 rows", seconds: 3) == "Reading  12 rows  3.0 s")
    }

    @Test(arguments: [
        (0.04, "0.0 s"), (9.94, "9.9 s"), (9.99, "10.0 s"), (59.6, "60 s"), (119.4, "119 s"), (200.0, "3 min 20 s"),
        (Double.infinity, "? s"), (Double.nan, "? s"),
    ])
    func `durations are short`(seconds: Double, expected: String) { #expect(ProgressBar.duration(seconds) == expected) }
}
