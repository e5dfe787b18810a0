internal import Glibc

/// The time as a loop sees it, read once a turn: the kernel's coarse clocks (a few milliseconds), or a test's own.
public struct LoopClock {
    /// A clock that stands still until a test moves it; on the loop's thread only.
    public final class Manual {
        public var nanoseconds: UInt64 = 0
        public var milliseconds: UInt64 {
            get { nanoseconds / 1_000_000 }
            set { nanoseconds = newValue * 1_000_000 }
        }
        public var unixSeconds = 0
        public init() {}
    }

    private let manual: Manual?

    /// The kernel's clocks.
    public init() { manual = nil }
    public init(_ manual: Manual) { self.manual = manual }

    /// Milliseconds that never go back, from some fixed moment.
    var milliseconds: UInt64 {
        if let manual { return manual.milliseconds }
        let now = Self.read(CLOCK_MONOTONIC_COARSE)
        return UInt64(now.tv_sec) &* 1000 &+ UInt64(now.tv_nsec) / 1_000_000
    }

    /// The same clock, precise (some tens of nanoseconds a look): for those who measure.
    var nanoseconds: UInt64 {
        if let manual { return manual.nanoseconds }
        let now = Self.read(CLOCK_MONOTONIC)
        return UInt64(now.tv_sec) &* 1_000_000_000 &+ UInt64(now.tv_nsec)
    }

    /// Seconds since 1970, for dates.
    var unixSeconds: Int { manual?.unixSeconds ?? Self.read(CLOCK_REALTIME_COARSE).tv_sec }

    private static func read(_ clock: clockid_t) -> timespec {
        var now = timespec()
        unsafe clock_gettime(clock, &now)
        return now
    }
}
