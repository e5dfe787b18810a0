internal import Glibc

/// The clock that never goes back: for durations, not for dates.
public enum MonotonicClock {
    /// Nanoseconds since some fixed moment (CLOCK_MONOTONIC).
    public static var nanoseconds: UInt64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) &* 1_000_000_000 &+ UInt64(now.tv_nsec)
    }
}
