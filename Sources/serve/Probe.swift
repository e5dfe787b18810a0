internal import Base
internal import Codecs
internal import Network
internal import SystemPackage

/// Asks the running server whether it is ready, for containers that have no curl: `GET /health/ready` of the data listener.
///
/// Everything together takes at most `timeoutMilliseconds`; heads and bodies beyond its limits are no answer of ours.
struct Probe {
    let host: String
    let port: Int
    /// What the server wants to hear first, if anything: the header of a balancer that asks for itself.
    private let header: String

    static let timeoutMilliseconds = 2_000
    /// Room for the names of as many models as a server holds.
    static let bodyByteCountMax = 4 << 20

    /// The server that `settings` would start, asked on this machine where it listens on every address.
    init(_ settings: Settings) throws(SettingRefusal) {
        guard settings.port > 0 else {
            throw SettingRefusal("--probe needs the port of the running server; port is 0")
        }
        host = ["0.0.0.0": "127.0.0.1", "::": "::1"][settings.host] ?? settings.host
        port = settings.port
        header = settings.expectsProxyHeader ? "PROXY UNKNOWN\r\n" : ""
    }

    private enum Answer {
        case ready(modelCount: Int)
        case notReady(status: String)
        case foreign(String)
    }

    /// One line for people, and the exit code: 0 when the server is ready, 1 otherwise.
    func run() -> (line: String, exitCode: ExitCode) {
        let address = Listener.addressText(host: host, port: port)
        do throws(SystemCallError) {
            switch try ask() {
            case .ready(let modelCount):
                return ("ready: \(address) serves \(Printable.count(modelCount, "model"))", .success)
            case .notReady(let status): return ("not ready: \(address) says \(status)", .internalFailure)
            case .foreign(let reason): return ("not ready: \(address) is no server of Espalier: \(reason)", .internalFailure)
            }
        } catch {
            let reason =
                error.errno == .timedOut
                ? "no answer within \(Self.timeoutMilliseconds) ms" : "\(error.call): \(error.errno.description)"
            return ("not ready: \(address): \(reason)", .internalFailure)
        }
    }

    private func ask() throws(SystemCallError) -> Answer {
        let connection = try BlockingConnection(host: host, port: port, timeoutMilliseconds: Self.timeoutMilliseconds)
        let field = Listener.addressText(host: host, port: port)
        try connection.send(Array("\(header)GET /health/ready HTTP/1.1\r\nHost: \(field)\r\nConnection: close\r\n\r\n".utf8))
        var parser = HTTPResponseParser(answering: .get)
        var message: [UInt8] = []
        while true {
            let bytes = try connection.receive(byteCountMax: 64 << 10)
            if bytes.isEmpty { return .foreign("the connection closed before the answer was whole") }
            message += bytes
            do throws(HTTPResponseError) {
                guard try parser.parse(message.span, limits: HTTPHeadLimits()) == .complete else { continue }
            } catch {
                return .foreign("\(error)")
            }
            guard case .length(let byteCount) = parser.head.framing, byteCount <= Self.bodyByteCountMax else {
                return .foreign("the answer has no length, or too large a one")
            }
            let body = message.dropFirst(parser.head.byteCount)
            if body.count >= byteCount { return answer(parser.head.statusCode, Array(body.prefix(byteCount))) }
        }
    }

    /// What the status and the body say together.
    private func answer(_ statusCode: Int, _ body: [UInt8]) -> Answer {
        guard let document = try? JSONValue.parse(body), case .object(let members) = document,
            case .string(let status)? = members.first(where: { $0.name == "status" })?.value
        else { return .foreign("status \(statusCode), and no JSON that says how it is") }
        guard statusCode == 200, status == "ready" else { return .notReady(status: Printable.quoted(status, width: 40)) }
        guard case .array(let models)? = members.first(where: { $0.name == "models" })?.value else {
            return .foreign("it names no models")
        }
        return .ready(modelCount: models.count)
    }
}
