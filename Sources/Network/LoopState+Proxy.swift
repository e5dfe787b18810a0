internal import Codecs

extension LoopState {
    /// Reads what a balancer says before the client's first byte; false when that is not whole yet, or when it is none and the connection is
    /// gone. Nothing is answered then: whoever is there does not speak what is spoken here.
    @inline(never)
    mutating func readProxyHeader(_ index: Int) -> Bool {
        let bytes = unsafe Span<UInt8>(_unsafeBytes: connections[index].input.bytes)
        do {
            guard let header = try ProxyHeader.parse(bytes) else { return false }
            // The balancer itself, as long as it speaks for nobody.
            if !header.source.isNone {
                connections[index].peer = PeerAddress(address: header.source, port: header.sourcePort)
            }
            connections[index].awaitsProxyHeader = false
            connections[index].input.lower &+= header.byteCount
            connections[index].wait = .nothing
            return true
        } catch {
            counters.add(1, to: .refusedConnection)
            close(index)
            return false
        }
    }
}
