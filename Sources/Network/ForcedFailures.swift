public import SystemPackage

/// Failures that a test plans: the next call of a kind fails with an error number instead of being made.
///
/// Given to a loop at its making; used on the loop's thread only.
public final class ForcedFailures {
    public enum Call: Sendable { case receive, send, accept, connect, register }

    private var planned: [(call: Call, errno: Errno)] = []

    public init() {}

    public func plan(_ call: Call, _ errno: Errno) { planned.append((call, errno)) }

    /// Failures that were planned and have not happened yet.
    public var remainingCount: Int { planned.count }

    func take(_ call: Call) -> Errno? {
        guard let index = planned.firstIndex(where: { $0.call == call }) else { return nil }
        return planned.remove(at: index).errno
    }
}
