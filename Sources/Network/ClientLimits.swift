public import Codecs

/// What bounds a client loop.
public struct ClientLimits: Sendable {
    /// Of a response: its head.
    public var head = HTTPHeadLimits()
    /// Of a response whose body is put together in memory: one that is chunked, or that the request keeps. Other bodies of a known length
    /// are measured only and not bounded.
    public var assembledBodyByteCountMax = 16 << 20
    /// What all connections of one loop may hold in buffers together.
    public var bufferByteCountMax = 256 << 20
    /// From the first packet to a connection.
    public var connectTimeoutMilliseconds = 10_000
    /// From the first byte of a request to the last of its response.
    public var responseTimeoutMilliseconds = 10_000
    /// After a connection could not be made, before the next try.
    public var reconnectPauseMilliseconds = 100

    public init() {}

    /// Connections of one loop.
    public static let connectionCountCeiling = 1 << 20
}
