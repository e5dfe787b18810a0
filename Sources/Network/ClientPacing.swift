/// How a client loop makes its connections, and how it waits.
public struct ClientPacing: Sendable {
    /// Connections are made when a request is due and none is free, up to the loop's number of them, and not all at the start.
    public var opensAsNeeded = false
    /// While a request is to come the thread looks for readiness without pause, instead of sleeping until one is due: it takes a whole
    /// processor, and is not woken late.
    public var spins = false

    public init() {}
}
