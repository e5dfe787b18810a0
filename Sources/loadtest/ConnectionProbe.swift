import Base
import LoadTesting
import Network
import SystemPackage

/// Finds the address of a host that takes connections, before anything is measured: a wrong port is told at once.
final class ConnectionProbe: ClientHandler {
    private var failure: ClientFailure?

    override func fail(_ failure: ClientFailure) { self.failure = failure }

    /// The first of `addresses` that a connection can be made to. The connection is closed again, without a request.
    static func reachable(_ addresses: [SocketAddress], limits: ClientLimits) throws -> SocketAddress {
        var reasons: [String] = []
        for address in addresses {
            let probe = ConnectionProbe()
            let loop = try ClientLoop(address: address, connectionCount: 1, handler: probe, limits: limits)
            while !loop.isFinished, probe.failure == nil { loop.turn() }
            guard let failure = probe.failure else { return address }
            reasons.append(
                "\(address): \(LoadErrorKind(failure.kind).words)" + (failure.kind == .connectFailed ? reason(failure) : ""))
        }
        throw LoadFailure(.environment, "cannot connect to " + reasons.joined(separator: ", "))
    }

    private static func reason(_ failure: ClientFailure) -> String { failure.errno.map { " (\($0.description))" } ?? "" }
}
