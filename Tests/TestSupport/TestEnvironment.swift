internal import Glibc

/// Settings of a test run that come from the environment.
public enum TestEnvironment {
    /// The variable's value; nil when it is not set.
    public static func value(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }
}
