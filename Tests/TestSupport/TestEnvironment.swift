internal import Glibc

/// Settings of a test run that come from the environment.
public enum TestEnvironment {
    /// The variable's value; nil when it is not set.
    public static func value(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

    /// Whether programs can be run under a limit on file sizes, which stands for a full disk: the thread sanitizer's runtime does not start
    /// under one (`.ci/test-full` says which sanitizer runs).
    public static var allowsFileSizeLimits: Bool { value("ESPALIER_SANITIZER") != "thread" }
}
