/// The exit codes of every Espalier command, one per kind of failure, so that scripts can tell them apart.
public enum ExitCode: Int32, Sendable {
    case success = 0
    /// A fault of the program itself.
    case internalFailure = 1
    /// The command line is wrong: unknown option, missing argument, options that contradict each other.
    case usage = 2
    /// The data was refused: malformed CSV, unusable target, too many bad rows.
    case badData = 3
    /// The bundle was refused: damaged, truncated, of an unknown version.
    case badBundle = 4
    /// The environment failed: a file that cannot be opened, a full disk, a port in use.
    case environment = 5
    /// Stopped by a signal; nothing half-written is left.
    case interrupted = 6
    /// A load test was measured, and requests were refused or failed.
    case loadErrors = 7

    /// A load test was measured, and its figures are not to be trusted: data that is refused, like any other.
    public static let invalidMeasurement = ExitCode.badData
}
