package import Codecs

/// Why the figures of a run are not to be trusted, and what to do about it.
package struct InvalidReason: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Requests left later than they were due although a connection was free.
        case generatorLag = "generator_lag"
        /// A thread that sends had no processor time left.
        case generatorBusy = "generator_busy"
        /// The hypervisor gave the machine's time to others.
        case steal
        /// Other processes took processors that the run needed.
        case otherProcesses = "other_processes"
        case serverRestarted = "server_restarted"
        /// The first part of the measured time differs from the rest.
        case warmUpNotOver = "warm_up_not_over"
        /// A percentile was asked for of which there are too few samples.
        case tooFewSamples = "too_few_samples"
        /// Requests that were due were not sent.
        case scheduleNotKept = "schedule_not_kept"

        /// Whether the reason lies with the machine or the generator: a run again may do without.
        package var isOfGenerator: Bool {
            switch self {
            case .generatorLag, .generatorBusy, .steal, .otherProcesses, .tooFewSamples: true
            case .serverRestarted, .warmUpNotOver, .scheduleNotKept: false
            }
        }
    }

    package let kind: Kind
    /// What was seen, with the limit that it is over.
    package let finding: String
    package let advice: String

    package init(_ kind: Kind, _ finding: String, advice: String) {
        (self.kind, self.finding, self.advice) = (kind, finding, advice)
    }

    package var json: JSONValue {
        .object([
            .init("reason", JSONValue(kind.rawValue)), .init("finding", JSONValue(finding)), .init("advice", JSONValue(advice)),
        ])
    }
}
