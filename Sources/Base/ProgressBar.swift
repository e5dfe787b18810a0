internal import Glibc

/// How long work tells of itself on standard error.
public enum ProgressStyle: String, Sendable, CaseIterable {
    /// A bar when standard error is a terminal, else nothing.
    case auto
    case bar
    /// One JSON object a line, for programs.
    case json
    case none

    /// What `auto` means here and now.
    public var resolved: ProgressStyle {
        self == .auto ? (isatty(2) == 1 ? .bar : .none) : self
    }
}

/// One line on a terminal that is rewritten as work goes on: a bar, the share done, and a few words.
///
/// Not thread-safe: one owner writes it. Redraws at most every `intervalNanoseconds`, so that it may be told of every step.
public struct ProgressBar {
    public static let width = 30
    private static let intervalNanoseconds: UInt64 = 50_000_000

    private let title: String
    private let startedNanoseconds: UInt64
    private var drawnNanoseconds: UInt64 = 0
    private var isDrawn = false

    public init(title: String) {
        self.title = title
        startedNanoseconds = MonotonicClock.nanoseconds
    }

    /// Draws the line when enough time has passed. `share` is the part done, 0 ... 1, or nil when the end is not known.
    public mutating func update(share: Double?, words: String) {
        let now = MonotonicClock.nanoseconds
        guard now &- drawnNanoseconds >= Self.intervalNanoseconds else { return }
        drawnNanoseconds = now
        isDrawn = true
        let seconds = Double(now &- startedNanoseconds) / 1e9
        StandardError.write("\r" + Self.line(title: title, share: share, words: words, seconds: seconds) + "\u{1B}[K")
    }

    /// Takes the line away, so that what is printed next stands on a clean one.
    public mutating func clear() {
        if isDrawn { StandardError.write("\r\u{1B}[K") }
        isDrawn = false
    }

    /// The line's text: `title [=====>    ]  52%  words  1.2 s, 900 ms left`.
    public static func line(title: String, share: Double?, words: String, seconds: Double) -> String {
        var text = title
        if let share {
            let done = min(max(share, 0), 1)
            let filled = Int(done * Double(width))
            text += " [" + String(repeating: "=", count: filled) + (filled < width ? ">" : "")
            text += String(repeating: " ", count: max(width - filled - 1, 0)) + "]"
            let percent = String(Int(done * 100))
            text += String(repeating: " ", count: max(4 - percent.count, 1)) + percent + "%"
        }
        if !words.isEmpty { text += "  " + words }
        text += "  " + Printable.duration(seconds)
        if let share, share > 0.02, share < 1 { text += ", " + Printable.duration(seconds / share - seconds) + " left" }
        return text
    }
}
