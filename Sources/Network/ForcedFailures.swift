public import SystemPackage

/// Failures that a test plans: the next call of a kind fails with an error number instead of being made.
public final class ForcedFailures: SystemDouble {
    public enum Call: Sendable { case receive, send, accept, connect, register }

    private var planned: [(call: Call, errno: Errno)] = []

    public func plan(_ call: Call, _ errno: Errno) { planned.append((call, errno)) }

    /// Failures that were planned and have not happened yet.
    public var remainingCount: Int { planned.count }

    private func take(_ call: Call) -> Int? {
        guard let index = planned.firstIndex(where: { $0.call == call }) else { return nil }
        return -Int(planned.remove(at: index).errno.rawValue)
    }

    public override func receive(_ descriptor: CInt, into bytes: UnsafeMutableRawBufferPointer) -> Int? { take(.receive) }
    public override func send(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int? { take(.send) }
    public override func accept(_ listener: CInt) -> Int? { take(.accept) }
    public override func connect() -> Int? { take(.connect) }
    public override func register(_ epoll: CInt, _ descriptor: CInt, events: UInt32, token: UInt64) -> Int? { take(.register) }
}
