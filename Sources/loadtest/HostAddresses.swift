import Base
import Glibc
import LoadTesting
import Network

/// The addresses that a host's name stands for, asked of the system once.
enum HostAddresses {
    /// In the system's order of preference, each once; `host` itself when it is an address.
    static func resolve(_ host: String, port: UInt16) throws(LoadFailure) -> [SocketAddress] {
        if let address = SocketAddress(host: host, port: port) { return [address] }
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let failure = unsafe getaddrinfo(host, nil, &hints, &list)
        guard failure == 0 else {
            let reason =
                failure == EAI_SYSTEM ? unsafe String(cString: strerror(errno)) : unsafe String(cString: gai_strerror(failure))
            throw LoadFailure(.environment, "the host '\(host)' has no address: \(reason)")
        }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var entry = unsafe list
        while let current = unsafe entry {
            if let address = unsafe numeric(current.pointee, port: port), !addresses.contains(address) {
                addresses.append(address)
            }
            unsafe entry = current.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw LoadFailure(.environment, "the host '\(host)' has no IPv4 or IPv6 address") }
        return addresses
    }

    private static func numeric(_ entry: addrinfo, port: UInt16) -> SocketAddress? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let failure = unsafe getnameinfo(entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard failure == 0 else { return nil }
        return SocketAddress(
            host: String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self), port: port)
    }
}
