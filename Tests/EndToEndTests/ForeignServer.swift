import Glibc

/// A listening socket that is no Espalier: it says the same to everyone and closes, or takes the connection and says nothing.
@safe final class ForeignServer {
    let port: Int
    private let descriptor: Int32
    private var thread: pthread_t?

    private final class Start: Sendable {
        let descriptor: Int32
        let answer: [UInt8]
        init(_ descriptor: Int32, _ answer: [UInt8]) {
            self.descriptor = descriptor
            self.answer = answer
        }

        func run() {
            while true {
                let connection = accept(descriptor, nil, nil)
                if connection < 0 { return }
                var request = [UInt8](repeating: 0, count: 4096)
                _ = unsafe recv(connection, &request, request.count, 0)
                _ = unsafe send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
                close(connection)
            }
        }
    }

    /// With no answer the kernel takes connections and nobody serves them.
    init(answer: String?) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                precondition(unsafe bind(descriptor, $0, length) == 0, "bind")
                precondition(listen(descriptor, 8) == 0, "listen")
                precondition(unsafe getsockname(descriptor, $0, &length) == 0, "getsockname")
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        guard let answer else { return }
        let start = unsafe Unmanaged.passRetained(Start(descriptor, Array(answer.utf8))).toOpaque()
        var thread = pthread_t()
        let failure = unsafe pthread_create(
            &thread, nil,
            { context in
                unsafe Unmanaged<Start>.fromOpaque(context!).takeRetainedValue().run()
                return nil
            }, start)
        precondition(failure == 0, "pthread_create")
        self.thread = thread
    }

    deinit {
        // Wakes the thread that accepts.
        shutdown(descriptor, Int32(SHUT_RDWR))
        if let thread { pthread_join(thread, nil) }
        close(descriptor)
    }
}
