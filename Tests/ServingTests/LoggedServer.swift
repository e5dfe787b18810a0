import BundleTestSupport
import Codecs
import Network
import Serving
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Handlers of loops over one model whose answers go to an access log, asked without a socket.
final class LoggedServer {
    struct NoLine: Error { var text: String }

    let folder = TemporaryFolder()
    let path: FilePath
    let log: AccessLog
    private let handlers: [PredictionHandler]
    private let said = Said()

    /// What the log said about itself.
    private final class Said: Sendable {
        let troubles = Mutex<[AccessLog.Trouble]>([])
    }

    init(sampleInterval: Int, path: String? = nil, loopCount: Int = 1, trustedHopCount: Int = 0) throws {
        let models = folder.path.appending("models")
        try SmallModel().write(to: models)
        let host = try ModelHost(folder: models)
        self.path = path.map { FilePath($0) } ?? folder.path.appending("access")
        let said = said
        let log = try AccessLog(path: self.path.string, sampleInterval: sampleInterval, host: host) { trouble in
            said.troubles.withLock { $0.append(trouble) }
        }
        let state = ServiceState(host)
        var options = ServingOptions()
        options.trustedHopCount = trustedHopCount
        let serving = options
        handlers = (0..<loopCount).map { _ in
            PredictionHandler(
                host, options: serving, state: state, counters: ServingCounters(modelCount: host.modelCount),
                accessRing: log.makeRing(listener: "data"))
        }
        self.log = log
    }

    var handler: PredictionHandler { handlers[0] }
    var troubles: [AccessLog.Trouble] { said.troubles.withLock { $0 } }

    /// A request as a loop has it.
    struct Request {
        private let bytes: [UInt8]
        private let byteCount: Int
        private let head: HTTPRequestHead
        /// Who the connection is from.
        var peer = IPAddress.none

        init(_ method: String, _ target: String, _ body: String = "", fields: String = "") {
            let length = "Content-Length: \(body.utf8.count)\r\n"
            let text = Array("\(method) \(target) HTTP/1.1\r\nHost: a\r\n\(length)\(fields)\r\n\(body)".utf8)
            var parser = HTTPRequestParser()
            let progress = try? parser.parse(text.span, limits: HTTPHeadLimits())
            #expect(progress == .complete)
            head = parser.head
            byteCount = text.count
            // The loop promises readable bytes behind the message.
            bytes = text + [UInt8](repeating: 0, count: 64)
        }

        /// The status.
        func ask(_ handler: RequestHandler) -> Int {
            unsafe bytes.withUnsafeBytes { bytes in
                let message = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<byteCount])
                let request = unsafe HTTPRequest(head: head, message: message, peer: PeerAddress(address: peer))
                let response = handler.respond(to: request)
                return Int(response?.status.rawValue ?? 0)
            }
        }
    }

    /// The status; the answer is told as sent unless that is left for later.
    func ask(_ request: Request, loop: Int = 0, isSent: Bool = true) -> Int {
        let status = request.ask(handlers[loop])
        if isSent { handlers[loop].didSend(at: .max) }
        return status
    }

    func ask(_ method: String, _ target: String, _ body: String = "", isSent: Bool = true) -> Int {
        ask(Request(method, target, body), isSent: isSent)
    }

    /// All that the file holds once what was published is written.
    func lines() throws -> [[String: JSONValue]] {
        log.turn()
        return try Self.lines(of: path)
    }

    static func lines(of path: FilePath) throws -> [[String: JSONValue]] {
        let text = String(decoding: FileBytes.read(path) ?? [], as: UTF8.self)
        guard text.isEmpty || text.hasSuffix("\n") else { throw NoLine(text: "the last line is cut") }
        return try text.split(separator: "\n").map { line in
            guard case .object(let members) = try JSONValue.parse(Array(line.utf8)) else { throw NoLine(text: String(line)) }
            return Dictionary(members.map { ($0.name, $0.value) }) { $1 }
        }
    }
}
