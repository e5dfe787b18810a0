/// When what has to end while the server drains, in milliseconds of the monotonic clock: one end for all of it.
struct DrainTimeline {
    /// Of the data loops: what they leave is enough for the admin loop to close its idle connections.
    let dataEnd: UInt64
    /// Of the whole.
    let end: UInt64
    private let noticeMilliseconds: UInt64

    private static let adminMilliseconds = 500
    /// A loop looks at its timers every tenth of a second.
    private static let noticeMillisecondsMax = 150

    init(start: UInt64, timeoutMilliseconds: Int) {
        end = start + UInt64(timeoutMilliseconds)
        dataEnd = end - UInt64(min(Self.adminMilliseconds, timeoutMilliseconds / 4))
        noticeMilliseconds = UInt64(min(Self.noticeMillisecondsMax, timeoutMilliseconds / 8))
    }

    /// When a loop is to cut off what is unfinished, so that it has ended at `end`.
    func loopDeadline(beforeEnd end: UInt64) -> UInt64 { end - noticeMilliseconds }
}
