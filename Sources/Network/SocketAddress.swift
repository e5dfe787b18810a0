internal import CLinux

/// Where a client connects to: an IPv4 or IPv6 address and a port. Names are resolved by those who have one.
public struct SocketAddress: Sendable, Equatable, CustomStringConvertible {
    /// In text, without brackets.
    public let host: String
    public let port: UInt16

    /// nil when `host` is not an address.
    public init?(host: String, port: UInt16) {
        guard unsafe host.withCString({ unsafe clinux_is_address($0) }) == 1 else { return nil }
        self.host = host
        self.port = port
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
