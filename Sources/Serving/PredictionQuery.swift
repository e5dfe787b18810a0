internal import Base
internal import Bundles
internal import Codecs

/// What a prediction's query asks for: `margin=1`, `probabilities=1` or 0, joined by `&`; and what the head says besides.
struct PredictionQuery {
    private(set) var wantsMargin = false
    /// Nil when the query does not say.
    private(set) var probabilities: Bool?
    /// How the body was sent, which a field of the head says.
    var coding = ContentCoding.identity
    /// When nobody waits for the answer any more, by `MonotonicClock`; `.max` for never.
    var deadlineNanoseconds = UInt64.max

    /// What an empty query asks for.
    init() {}

    /// Nil when the query is not understood. A misspelt parameter is an error, since it would be missed in silence, and one that stands twice
    /// is one, since the two may differ.
    init?(_ query: UnsafeRawBufferPointer) {
        guard query.count > 0 else { return }
        var margin: Bool?
        var start = 0
        while start <= query.count {
            var end = start
            while end < query.count, unsafe query[end] != UInt8(ascii: "&") { end += 1 }
            let parameter = unsafe UnsafeRawBufferPointer(rebasing: query[start..<end])
            if let flag = unsafe Self.flag(parameter, "margin="), margin == nil {
                margin = flag
            } else if let flag = unsafe Self.flag(parameter, "probabilities="), probabilities == nil {
                probabilities = flag
            } else {
                return nil
            }
            start = end + 1
        }
        wantsMargin = margin ?? false
    }

    /// Whether nobody waits for the answer any more. The clock is looked at only when there is a deadline.
    var isLate: Bool { deadlineNanoseconds != .max && MonotonicClock.nanoseconds > deadlineNanoseconds }

    static let accepted = "accepted are margin=1 (or 0) and probabilities=1 (or 0), each once, joined by &"

    /// By default a multiclass answer has the probabilities of all classes, and a binary one that of the positive class alone.
    func wantsProbabilities(_ task: Manifest.Task) -> Bool { probabilities ?? (task == .multiclass) }

    /// The 1 or 0 of a parameter of that name.
    private static func flag(_ parameter: UnsafeRawBufferPointer, _ name: StaticString) -> Bool? {
        guard parameter.count == name.utf8CodeUnitCount + 1 else { return nil }
        for index in 0..<name.utf8CodeUnitCount where unsafe parameter[index] != name.utf8Start[index] { return nil }
        switch unsafe parameter[parameter.count - 1] {
        case UInt8(ascii: "1"): return true
        case UInt8(ascii: "0"): return false
        default: return nil
        }
    }
}
