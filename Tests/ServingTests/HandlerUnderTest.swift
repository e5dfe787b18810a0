import BundleTestSupport
import Bundles
import Codecs
import Forest
import Network
import Serving
import SystemPackage
import TestSupport
import Testing

/// A handler with models from disk, asked without a socket: bytes in, bytes out.
final class HandlerUnderTest {
    let folder: TemporaryFolder
    let handler: PredictionHandler
    let state: ServiceState
    let counters: ServingCounters

    /// The models of a folder, refused ones among them.
    init(_ folder: TemporaryFolder, options: ServingOptions = ServingOptions()) throws {
        self.folder = folder
        let host = try ModelHost(folder: folder.path)
        state = ServiceState(host)
        counters = ServingCounters(modelCount: host.modelCount)
        handler = PredictionHandler(host, options: options, state: state, counters: counters)
    }

    convenience init(_ models: [SmallModel], options: ServingOptions = ServingOptions()) throws {
        let folder = TemporaryFolder()
        for model in models { try model.write(to: folder.path) }
        try self.init(folder, options: options)
    }

    /// One model of the task called `small`, with another policy when one is given.
    convenience init(
        _ task: Manifest.Task = .binary, options: ServingOptions = ServingOptions(), edit: (inout Manifest) -> Void = { _ in }
    ) throws {
        var model = SmallModel(task: task)
        edit(&model.manifest)
        try self.init([model], options: options)
    }

    struct Answer {
        var status: Int
        var contentType: String
        var fields: String
        var text: String
        /// The body, which has to be JSON, as an object.
        var members: [(name: String, value: JSONValue)] = []

        subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }

        /// A number's bits, as it stands in the answer.
        func float(_ name: String) -> Float? {
            guard case .number(let text)? = self[name] else { return nil }
            return Float(text)
        }

        var error: String? {
            guard members.count == 1, case .string(let text)? = self["error"] else { return nil }
            return text
        }
    }

    /// The answer to a whole request.
    func ask(_ request: [UInt8]) throws -> Answer { try respond(request, Self.answer) }

    /// The refusal of a request by its head, which `text` is; nil when its body is to be read.
    func admit(_ text: String) throws -> Answer? {
        let head = Array(text.utf8)
        return try unsafe head.withUnsafeBytes { head in
            var parser = HTTPRequestParser()
            let progress = unsafe try parser.parse(Span(_unsafeBytes: head), limits: HTTPHeadLimits())
            try #require(progress == .complete)
            return try unsafe handler.admit(HTTPRequest(announcedBy: parser.head, headBytes: head)).map(Self.answer)
        }
    }

    struct Response {
        var status: Int
        var fields: String
        var extraFields: String
        var body: [UInt8]
    }

    /// The same as it would be sent.
    func response(_ request: [UInt8]) throws -> Response {
        try respond(request) { response in
            unsafe Response(
                status: Int(response.status.rawValue), fields: "\(response.fields)",
                extraFields: String(decoding: response.extraFields, as: UTF8.self), body: Array(response.body))
        }
    }

    private func respond<Result>(_ request: [UInt8], _ read: (HTTPResponse) throws -> Result) throws -> Result {
        // The loop promises readable bytes behind the message.
        let padded = request + [UInt8](repeating: 0, count: 64)
        return try unsafe padded.withUnsafeBytes { bytes in
            let message = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<request.count])
            var parser = HTTPRequestParser()
            let progress = unsafe try parser.parse(Span(_unsafeBytes: message), limits: HTTPHeadLimits())
            try #require(progress == .complete)
            return try unsafe read(#require(handler.respond(to: HTTPRequest(head: parser.head, message: message))))
        }
    }

    static func answer(_ response: HTTPResponse) throws -> Answer {
        let body = unsafe Array(response.body)
        var answer = Answer(
            status: Int(response.status.rawValue), contentType: "\(response.contentType)", fields: "\(response.fields)",
            text: String(decoding: body, as: UTF8.self))
        if body.isEmpty { return answer }
        let value = try unsafe body.withUnsafeBytes { unsafe try JSONValue.parse($0) }
        guard case .object(let members) = value else {
            Issue.record("the answer is no object: \(answer.text)")
            return answer
        }
        answer.members = members.map { ($0.name, $0.value) }
        return answer
    }

    func ask(
        _ method: String = "POST", target: String = "/predict/small", body: String? = nil, fields: String = ""
    ) throws -> Answer {
        let length = body.map { "Content-Length: \($0.utf8.count)\r\n" } ?? ""
        return try ask(Array("\(method) \(target) HTTP/1.1\r\nHost: a\r\n\(length)\(fields)\r\n\(body ?? "")".utf8))
    }
}
