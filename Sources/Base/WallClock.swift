internal import Glibc

/// The clock of dates: it can be set, so that durations are not its matter.
public enum WallClock {
    /// Milliseconds since 1970 (CLOCK_REALTIME).
    public static var unixMilliseconds: Int {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
    }
}
