/// What a balancer says about the client whose connection it hands on (the PROXY protocol, versions 1 and 2).
public struct ProxyHeader: Sendable, Equatable {
    /// Bytes of the header; what the client sent begins behind them.
    public var byteCount: Int
    /// Who connected to the balancer; `IPAddress.none` when that is nobody (the balancer's own check) or not said, and the connection's own
    /// peer counts.
    public var source = IPAddress.none
    public var sourcePort: UInt16 = 0

    /// Version 1: a line, its CR LF included.
    public static let lineByteCountMax = 107
    /// Version 2: the part of fixed length and all that it announces. Balancers add names and certificates to the addresses, some hundred
    /// bytes; what does not fit is no header.
    public static let byteCountMax = 4096

    public init(byteCount: Int) { self.byteCount = byteCount }

    /// Why bytes are no header of the protocol.
    public enum Fault: Error, Sendable, CaseIterable {
        /// They begin neither with `PROXY ` nor with the signature of version 2.
        case notProxy
        /// A line longer than `lineByteCountMax`, or not as version 1 has it.
        case invalidLine
        case unsupportedVersion, unsupportedCommand, unsupportedFamily
        /// Longer than `byteCountMax`.
        case tooLarge
        /// Too short for the addresses of its family.
        case tooShort
    }
}
