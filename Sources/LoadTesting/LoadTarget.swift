package import Network

/// What load is put on, and with what.
package struct LoadTarget {
    package var address: SocketAddress
    package var requests: RequestSet
    package var limits = ClientLimits()
    /// Looks never asleep (see ``ClientPacing``).
    package var spins = false
    /// Where the server tells who it is; nil: nobody asks.
    package var metrics: MetricsSource?
    /// Makes what looks at one thread's answers; nil: nothing does.
    package var makeCheck: (() -> AnswerCheck)?

    package init(address: SocketAddress, requests: RequestSet) {
        self.address = address
        self.requests = requests
    }

    /// The processes of a server that is reached over loopback, which must then be on this machine.
    var localServer: LocalServer? {
        address.host.hasPrefix("127.") || address.host == "::1" ? LocalServer(port: address.port) : nil
    }
}
