internal import Glibc

/// Settings of a test run that come from the environment.
public enum TestEnvironment {
    /// The variable's value; nil when it is not set.
    public static func value(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

    /// Which one programs are built with, as `.ci/test-full` says.
    private static var sanitizer: String? { value("ESPALIER_SANITIZER") }

    /// Whether programs can be run under a limit on file sizes, which stands for a full disk: the thread sanitizer's runtime does not start
    /// under one.
    public static var allowsFileSizeLimits: Bool { sanitizer != "thread" }

    /// Whether the memory of programs is what they take: that of a sanitizer's runtime is several times as much.
    public static var allowsMemoryLimits: Bool { sanitizer == nil }

    /// Whether programs have no threads and system calls but their own: the thread sanitizer's runtime has a thread of its
    /// own and maps memory as it goes.
    public static var allowsThreadCounts: Bool { sanitizer != "thread" }

    /// Whether programs' calls for memory and references are those of a release: before the optimiser has seen it code makes more of them,
    /// and a sanitizer takes them for itself.
    public static var allowsCallCounts: Bool {
        #if DEBUG
            false
        #else
            sanitizer == nil
        #endif
    }
}
