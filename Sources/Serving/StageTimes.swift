/// What a request that was answered with predictions took, stage by stage, in nanoseconds.
///
/// `Stage.write` is not among them: it begins when the answer is whole, and is told by the loop when it has sent.
public struct StageTimes: Sendable, Equatable {
    /// The stages of a request, in their order.
    public enum Stage: Int, Sendable, CaseIterable {
        /// In the request ring, from the push by its loop until a worker took it; 0 for what the loop answers itself.
        case queue
        /// From JSON to rows.
        case parse
        /// From rows to the answer's text: the forest, and the numbers in decimal.
        case score
        /// From the whole answer to the end of the send that takes it to the kernel. What a client that reads slowly takes for the rest of
        /// it is not in it.
        case write

        /// As labels and log lines spell it.
        var name: StaticString {
            switch self {
            case .queue: "queue"
            case .parse: "parse"
            case .score: "score"
            case .write: "write"
            }
        }
    }

    public var queue: UInt64 = 0
    public var parse: UInt64 = 0
    public var score: UInt64 = 0

    public init(queue: UInt64 = 0, parse: UInt64 = 0, score: UInt64 = 0) {
        self.queue = queue
        self.parse = parse
        self.score = score
    }

    /// From the whole request to its whole answer.
    public var sum: UInt64 { queue &+ parse &+ score }
}
