public import Codecs

/// Who a connection is from: the address and port that it came from, or those that a balancer gave for it (PROXY protocol).
public struct PeerAddress: Sendable, Equatable {
    public var address: IPAddress
    public var port: UInt16

    public init(address: IPAddress = .none, port: UInt16 = 0) {
        self.address = address
        self.port = port
    }
}
