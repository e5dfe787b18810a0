import BundleTestSupport
import Bundles
import Codecs
import Network
import Serving
import SystemPackage
import TestSupport
import Testing

/// Both handlers over the same models, state and counters, asked without a socket.
final class AdminUnderTest {
    let folder: TemporaryFolder
    let host: ModelHost
    let state: ServiceState
    /// Of two loops that predict.
    let predictions: [ServingCounters]
    let data: PredictionHandler
    let admin: AdminHandler

    struct Answer {
        var status: Int
        var contentType: String
        var fields: String
        var text: String

        /// The body as JSON.
        var json: JSONValue {
            get throws {
                let body = Array(text.utf8)
                return try unsafe body.withUnsafeBytes { unsafe try JSONValue.parse($0) }
            }
        }
    }

    init(
        _ host: ModelHost, options: ServingOptions = ServingOptions(), loops: [LoopCounters] = [],
        folder: TemporaryFolder = TemporaryFolder()
    ) {
        self.folder = folder
        self.host = host
        state = ServiceState(host)
        predictions = (0..<2).map { _ in ServingCounters(modelCount: host.modelCount) }
        data = PredictionHandler(host, options: options, state: state, counters: predictions[0])
        admin = AdminHandler(
            host, options: options, state: state, counters: ServingCounters(modelCount: host.modelCount),
            predictions: predictions, loops: loops)
    }

    convenience init(_ models: [SmallModel], options: ServingOptions = ServingOptions()) throws {
        let folder = TemporaryFolder()
        for model in models { try model.write(to: folder.path) }
        let host = try ModelHost(folder: folder.path)
        try #require(host.refusals.isEmpty)
        self.init(host, options: options, folder: folder)
    }

    func ask(_ handler: RequestHandler, _ method: String, _ target: String, body: String = "") throws -> Answer {
        let request = Array("\(method) \(target) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
        // The loop promises readable bytes behind the message.
        let padded = request + [UInt8](repeating: 0, count: 64)
        return try unsafe padded.withUnsafeBytes { bytes in
            let message = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<request.count])
            var parser = HTTPRequestParser()
            let progress = unsafe try parser.parse(Span(_unsafeBytes: message), limits: HTTPHeadLimits())
            try #require(progress == .complete)
            let response = unsafe try #require(handler.respond(to: HTTPRequest(head: parser.head, message: message)))
            return unsafe Answer(
                status: Int(response.status.rawValue), contentType: "\(response.contentType)", fields: "\(response.fields)",
                text: String(decoding: response.body, as: UTF8.self))
        }
    }

    func ask(_ handler: RequestHandler, _ target: String) throws -> Answer { try ask(handler, "GET", target) }

    /// The members of an object; a failed expectation for anything else.
    static func members(_ value: JSONValue?) -> [(name: String, value: JSONValue)] {
        guard case .object(let members)? = value else {
            Issue.record("no object: \(String(describing: value))")
            return []
        }
        return members.map { ($0.name, $0.value) }
    }

    static func member(_ value: JSONValue?, _ name: String) -> JSONValue? { members(value).first { $0.name == name }?.value }
}
