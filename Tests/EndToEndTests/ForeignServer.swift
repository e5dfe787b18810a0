import Base
import Glibc
import TestSupport

/// A listening socket that is no Espalier: it says the same to everyone and closes, or takes the connection and says nothing.
@safe final class ForeignServer {
    let port: Int
    private let descriptor: Int32
    private var thread: SystemThread?

    /// Says it to everyone, until the socket is shut down.
    private static func say(_ answer: [UInt8], _ descriptor: Int32) {
        while true {
            let connection = accept(descriptor, nil, nil)
            if connection < 0 { return }
            var request = [UInt8](repeating: 0, count: 4096)
            _ = unsafe recv(connection, &request, request.count, 0)
            _ = unsafe send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
            close(connection)
        }
    }

    /// With no answer the kernel takes connections and nobody serves them.
    init(answer: String?) {
        let descriptor = Loopback.socket()
        self.descriptor = descriptor
        port = Loopback.bind(descriptor)
        precondition(listen(descriptor, 8) == 0, "listen")
        guard let answer else { return }
        thread = .started { Self.say(Array(answer.utf8), descriptor) }
    }

    deinit {
        // Wakes the thread that accepts.
        shutdown(descriptor, Int32(SHUT_RDWR))
        thread?.join()
        close(descriptor)
    }
}
