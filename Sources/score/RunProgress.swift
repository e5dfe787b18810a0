internal import Base
internal import Codecs

/// What the run tells of itself on standard error while it works: a bar for people, one JSON object a line for programs, or
/// nothing.
struct RunProgress {
    private let style: ProgressStyle
    private let storedByteCount: Int?
    private let startedNanoseconds = MonotonicClock.nanoseconds
    private var toldNanoseconds: UInt64 = 0
    private var bar = ProgressBar(title: "Scoring")

    /// Programs are told ten times a second at most.
    private static let intervalNanoseconds: UInt64 = 100_000_000

    init(_ style: ProgressStyle, storedByteCount: Int?) {
        self.style = style.resolved
        self.storedByteCount = storedByteCount
    }

    mutating func update(rowCount: Int, storedBytesRead: Int) {
        guard style == .bar || style == .json else { return }
        let now = MonotonicClock.nanoseconds
        guard now &- toldNanoseconds >= Self.intervalNanoseconds else { return }
        toldNanoseconds = now
        if style == .bar {
            let seconds = max(Double(now &- startedNanoseconds) / 1e9, 1e-3)
            let share = storedByteCount.map { $0 == 0 ? 1 : Double(storedBytesRead) / Double($0) }
            let rate = Printable.count(Int(Double(rowCount) / seconds), "row")
            bar.update(share: share, words: "\(Printable.count(rowCount, "row")), \(rate)/s")
        } else {
            var members: [JSONValue.Member] = [
                .init("event", .string("scoring")), .init("rows", JSONValue(rowCount)),
                .init("bytes_read", JSONValue(storedBytesRead)),
            ]
            if let storedByteCount { members.append(.init("byte_count", JSONValue(storedByteCount))) }
            StandardError.write(JSONValue.object(members).text(indented: false) + "\n")
        }
    }

    /// Takes the bar away.
    mutating func end() { bar.clear() }
}
