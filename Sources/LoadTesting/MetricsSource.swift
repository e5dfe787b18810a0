package import Base
import Codecs
package import Network
import SystemPackage

/// Where a server tells who it is: a URL with metrics in Prometheus' text format, asked before and after a measurement.
package struct MetricsSource: Sendable {
    package let url: String
    private let address: SocketAddress
    private let requests: RequestSet
    private let limits: ClientLimits

    /// What came of asking.
    package enum Answer: Sendable {
        case identity(ServerIdentity)
        /// No answer, or none that tells; why.
        case none(String)
    }

    /// `message` is the request as it is sent.
    package init(url: String, address: SocketAddress, message: [UInt8], limits: ClientLimits) {
        self.url = url
        self.address = address
        self.limits = limits
        requests = RequestSet(method: .get, messages: [message], keepsBodies: true)
    }

    /// Asks once, on a connection of its own; waits for the answer.
    package func ask() throws(SystemCallError) -> Answer {
        let question = Question(requests.request(0))
        let loop = try ClientLoop(address: address, connectionCount: 1, handler: question, limits: limits)
        while !loop.isFinished, question.answer == nil { loop.turn() }
        return question.answer ?? .none("no answer")
    }

    private final class Question: ClientHandler {
        private let request: ClientRequest
        private var isAsked = false
        private(set) var answer: Answer?

        init(_ request: ClientRequest) { self.request = request }

        override func nextRequest(at nanoseconds: UInt64, freeSince: UInt64) -> NextRequest {
            if isAsked { return .finished }
            isAsked = true
            return .request(request, dueNanoseconds: nanoseconds)
        }

        override func receive(_ response: ClientResponse, body: Span<UInt8>) {
            guard response.statusCode == 200 else {
                answer = .none("status \(response.statusCode)")
                return
            }
            let text = String(decoding: body.indices.map { body[$0] }, as: UTF8.self)
            answer =
                ServerIdentity(metrics: text).map { .identity($0) }
                ?? .none("neither process_start_time_seconds nor labels 'model' and 'version' are there")
        }

        override func fail(_ failure: ClientFailure) {
            answer = .none(LoadErrorKind(failure.kind).words + (failure.errno.map { " (\($0.description))" } ?? ""))
        }
    }

    /// What is not as it was between two answers, in words; nil when the server is the same, as far as it tells.
    package func change(from before: Answer, to after: Answer) -> String? {
        switch (before, after) {
        case (.identity(let before), .identity(let after)):
            after.change(since: before).map { "the server changed during the run: \($0)" }
        case (.none(let reason), _): "\(url) did not tell before the run which server it is: \(reason)"
        case (_, .none(let reason)): "\(url) did not tell after the run which server it is: \(reason)"
        }
    }
}
