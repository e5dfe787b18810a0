package import Codecs

/// When requests are due.
package enum LoadShape: Sendable {
    /// Whenever a connection is free.
    case closed
    /// By a rate, whatever becomes of earlier requests.
    case open(RateProfile, Spacing)
    /// At recorded times: seconds from the start of the measured time, ascending.
    case recorded([Double], file: String)

    /// How requests of a given rate are spaced.
    package enum Spacing: Sendable, Equatable {
        case constant
        /// As independent clients send: exponential gaps, from this seed.
        case poisson(seed: UInt64)
    }

    package var isOpen: Bool { if case .closed = self { false } else { true } }

    /// Whether the load is the same all through the measured time.
    package var isSteady: Bool {
        switch self {
        case .closed: true
        case .open(let profile, _): profile.isConstant
        case .recorded: false
        }
    }

    package var json: JSONValue {
        switch self {
        case .closed: return .object([.init("loop", JSONValue("closed"))])
        case .open(let profile, let spacing):
            var members: [JSONValue.Member] = [.init("loop", JSONValue("open"))]
            switch spacing {
            case .constant: members.append(.init("arrivals", JSONValue("constant")))
            case .poisson(let seed): members += [.init("arrivals", JSONValue("poisson")), .init("seed", .number("\(seed)"))]
            }
            let pieces = profile.pieces.map { piece in
                JSONValue.object([
                    .init("seconds", JSONValue(piece.seconds)), .init("from", JSONValue(piece.from)),
                    .init("to", JSONValue(piece.to)),
                ])
            }
            return .object(members + [.init("rates", .array(pieces))])
        case .recorded(let seconds, let file):
            return .object([
                .init("loop", JSONValue("open")), .init("arrivals", JSONValue("recorded")), .init("schedule", JSONValue(file)),
                .init("requests", JSONValue(seconds.count)),
            ])
        }
    }
}
