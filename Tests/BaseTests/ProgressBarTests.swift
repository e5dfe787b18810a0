import Base
import Testing

struct ProgressBarTests {
    @Test(arguments: [
        (0.0, "Training [>                             ]   0%  round 1  0 ms"),
        (0.5, "Training [===============>              ]  50%  round 1  0 ms, 0 ms left"),
        (1.0, "Training [==============================] 100%  round 1  0 ms"),
        (7.0, "Training [==============================] 100%  round 1  0 ms"),
        (-1.0, "Training [>                             ]   0%  round 1  0 ms"),
    ])
    func `the line has the width that it has at any share`(share: Double, expected: String) {
        #expect(ProgressBar.line(title: "Training", share: share, words: "round 1", seconds: 0) == expected)
    }

    @Test func `without a known end there is no bar`() {
        #expect(ProgressBar.line(title: "Reading", share: nil, words: "12 rows", seconds: 3) == "Reading  12 rows  3.0 s")
    }
}
