internal import Codecs
internal import Synchronization

/// What a process says about itself: alive, ready, draining. One for all listeners, read by every loop.
///
/// Ready means that a balancer may send requests: there are models, each of them has reproduced its stored sample through the scorer that
/// serves, and draining has not begun. Thread rules: any thread.
public final class ServiceState: Sendable {
    private let draining = Atomic<Bool>(false)
    private let everyModelHolds: Bool
    /// The answers of the health routes, each written once.
    private let answers: Phrases

    /// What a health route is asked about.
    enum Question {
        case health, liveness, readiness
    }

    /// `host` has run its self-predictions when it was made, and refused the models that failed.
    public init(_ host: ModelHost) {
        everyModelHolds = host.modelCount > 0
        answers = Phrases(Answer.allCases.map { Self.body($0, host) })
    }

    public var isDraining: Bool { draining.load(ordering: .acquiring) }
    /// Whether requests may be sent here.
    public var isReady: Bool { everyModelHolds && !isDraining }

    /// From here on the process is not ready, though what comes is still answered. From any thread; more than once changes nothing.
    public func beginDraining() { draining.store(true, ordering: .releasing) }

    /// The status of the answer, and its body, which is valid as long as this object.
    func answer(_ question: Question) -> (status: HTTPStatus, body: UnsafeBufferPointer<UInt8>) {
        switch question {
        case .liveness: return unsafe (.ok, answers[Answer.live.rawValue])
        case .health: return unsafe (.ok, answers[(isDraining ? Answer.draining : .ok).rawValue])
        case .readiness:
            if isDraining { return unsafe (.serviceUnavailable, answers[Answer.drainingModels.rawValue]) }
            if !isReady { return unsafe (.serviceUnavailable, answers[Answer.notReady.rawValue]) }
            return unsafe (.ok, answers[Answer.ready.rawValue])
        }
    }

    private enum Answer: Int, CaseIterable {
        case live, ok, draining, ready, drainingModels, notReady

        var status: StaticString {
            switch self {
            case .live: "live"
            case .ok: "ok"
            case .draining, .drainingModels: "draining"
            case .ready: "ready"
            case .notReady: "not ready"
            }
        }
        var listsModels: Bool { self != .live }
        var saysReady: Bool { self == .ready || self == .drainingModels || self == .notReady }
    }

    private static func body(_ answer: Answer, _ host: ModelHost) -> [UInt8] {
        var text = ByteBuffer()
        text.append("{\"status\":\"" as StaticString)
        text.append(answer.status)
        text.append(UInt8(ascii: "\""))
        if answer.listsModels {
            text.append(",\"models\":[" as StaticString)
            for (index, model) in host.listing.enumerated() {
                text.append(index > 0 ? ",{\"name\":" : "{\"name\":" as StaticString)
                text.appendJSONString(model.name)
                text.append(",\"version\":" as StaticString)
                text.append(model.version)
                text.append(answer.saysReady ? ",\"ready\":true}" : "}" as StaticString)
            }
            text.append(UInt8(ascii: "]"))
        }
        text.append(UInt8(ascii: "}"))
        return text.bytes
    }
}
