import Base
import LoadTesting
import Reports

// What the pages of one run, of a search and of a comparison say alike.

extension LoadSettings {
    var target: String { "\(method) \(url)" }

    var loadSentence: String { LoadReport.Reason.sentence(loadWords) + "." }

    /// What was sent, and over what.
    var requestFacts: [TrainingReport.Fact] {
        [
            TrainingReport.Fact("address", .code(address)), TrainingReport.Fact("bodies", .text(bodyWords)),
            TrainingReport.Fact("rows per request", .count(rowsPerRequest)),
            TrainingReport.Fact("connections", .count(connectionCount)), TrainingReport.Fact("threads", .count(threadCount)),
        ]
    }

    /// How long each of several measurements takes.
    var timeFacts: [TrainingReport.Fact] {
        [
            TrainingReport.Fact("measured each time", .duration(seconds)),
            TrainingReport.Fact("warm-up each time", .duration(warmUpSeconds)),
            TrainingReport.Fact("timeout", .duration(timeoutSeconds)),
        ]
    }
}

extension TrainingReport.Fact {
    static var tool: TrainingReport.Fact { TrainingReport.Fact("tool", .text("espalier loadtest \(Version.current)")) }
}

extension LoadReport.Reason {
    init(_ reason: InvalidReason) { self.init(Self.sentence(reason.finding), advice: Self.sentence(reason.advice) + ".") }

    /// With a capital letter.
    static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
