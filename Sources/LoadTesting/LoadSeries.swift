import Base
package import Codecs

/// The measured time in equal parts, and what happened in each.
package struct LoadSeries: Sendable {
    /// One part.
    package struct Part: Sendable {
        /// Requests that were due in it, by the schedule; of a closed loop, those sent.
        package var dueCount = 0
        /// Requests sent in it.
        package var sentCount = 0
        /// Requests answered in it with a status below 400 and, where that is checked, as expected.
        package var answeredCount = 0
        package var errorCount = 0
        /// Connections that the server closed or reset in it without having said so.
        package var lostConnectionCount = 0
        /// Latencies of the requests that were due in it, whenever they were answered.
        package var latency = CompactLatencies()
        /// The longest that a request was sent late in it although a connection was free.
        package var lagNanosecondsMax: UInt64 = 0
        /// What the processors did meanwhile; nil where the kernel does not say.
        package var machine: MachineUse?

        package init() {}

        mutating func merge(_ other: Part) {
            dueCount += other.dueCount
            sentCount += other.sentCount
            answeredCount += other.answeredCount
            errorCount += other.errorCount
            lostConnectionCount += other.lostConnectionCount
            latency.merge(other.latency)
            lagNanosecondsMax = max(lagNanosecondsMax, other.lagNanosecondsMax)
        }
    }

    package let partNanoseconds: UInt64
    package internal(set) var parts: [Part]

    package static let partCountMax = 100

    /// Parts of a tenth of a second, of a second, or of as many whole seconds as it takes for a hundred to do.
    package init(nanoseconds: UInt64) {
        let second: UInt64 = 1_000_000_000
        let hundredth = nanoseconds / UInt64(Self.partCountMax)
        partNanoseconds =
            hundredth <= second / 10 ? second / 10 : (hundredth &+ second &- 1) / second * second
        parts = Array(repeating: Part(), count: max(1, Int((nanoseconds &+ partNanoseconds &- 1) / partNanoseconds)))
    }

    package var partSeconds: Double { Double(partNanoseconds) / 1e9 }

    /// The part that lies so long after the start; what is later counts to the last one.
    func part(atNanoseconds nanoseconds: UInt64) -> Int { min(Int(nanoseconds / partNanoseconds), parts.count - 1) }

    package mutating func merge(_ other: LoadSeries) {
        precondition(other.parts.count == parts.count && other.partNanoseconds == partNanoseconds, "series of one run")
        for index in parts.indices { parts[index].merge(other.parts[index]) }
    }

    /// Times are in nanoseconds; where a part has no answers its latencies are null.
    package var json: JSONValue {
        .object([
            .init("part_seconds", JSONValue(partSeconds)),
            .init(
                "parts",
                .array(
                    parts.enumerated().map { index, part in
                        .object([
                            .init("second", JSONValue(Double(index) * partSeconds)),
                            .init("due", JSONValue(part.dueCount)),
                            .init("sent", JSONValue(part.sentCount)),
                            .init("answered", JSONValue(part.answeredCount)),
                            .init("errors", JSONValue(part.errorCount)),
                            .init("lost_connections", JSONValue(part.lostConnectionCount)),
                            .init("p50", Self.number(part.latency.nanoseconds(atPercentile: 50))),
                            .init("p99", Self.number(part.latency.nanoseconds(atPercentile: 99))),
                            .init("max", Self.number(part.latency.maxNanoseconds)),
                            .init("lag_max", .number("\(part.lagNanosecondsMax)")),
                            .init("machine", part.machine?.json ?? .null),
                        ])
                    })),
        ])
    }

    private static func number(_ value: UInt64?) -> JSONValue { value.map { .number("\($0)") } ?? .null }
}
