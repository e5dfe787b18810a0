import Base
import Codecs
import ForestTraining
import Reports

/// What the run tells of itself on standard error while it works: a bar for people, one JSON object a line for programs, or nothing.
struct RunProgress: ~Copyable {
    private let style: ProgressStyle
    private var bar = ProgressBar(title: "")
    private var phase = ""

    init(_ style: ProgressStyle) { self.style = style.resolved }

    /// Reading a table: `pass` names what for.
    mutating func reading(_ pass: String, storedBytesRead: Int, storedByteCount: Int?) {
        begin(pass)
        let share = storedByteCount.map { $0 == 0 ? 1 : Double(storedBytesRead) / Double($0) }
        switch style {
        case .bar: bar.update(share: share, words: "\(storedBytesRead / 1_000_000) MB")
        case .json:
            var members: [JSONValue.Member] = [
                .init("event", .string("reading")), .init("pass", .string(pass)),
                .init("bytes_read", .number("\(storedBytesRead)")),
            ]
            if let storedByteCount { members.append(.init("byte_count", .number("\(storedByteCount)"))) }
            Self.writeLine(members)
        case .auto, .none: break
        }
    }

    /// A boosting round is done.
    mutating func round(_ report: RoundReport, lossName: String) {
        begin("Training")
        switch style {
        case .bar:
            var words =
                "round \(report.round)/\(report.roundCount)  training \(lossName) \(NumberText.significant(report.trainingLoss, digits: 5))"
            if let loss = report.validationLoss { words += "  validation \(NumberText.significant(loss, digits: 5))" }
            bar.update(share: Double(report.round) / Double(report.roundCount), words: words)
        case .json:
            var members: [JSONValue.Member] = [
                .init("event", .string("round")), .init("round", .number("\(report.round)")),
                .init("rounds", .number("\(report.roundCount)")),
                .init("training_\(lossName)", Self.number(report.trainingLoss)),
            ]
            if let loss = report.validationLoss { members.append(.init("validation_\(lossName)", Self.number(loss))) }
            Self.writeLine(members)
        case .auto, .none: break
        }
    }

    /// Takes the bar away.
    mutating func end() { bar.clear() }

    /// Something that a person should look at; `column` where it is about one.
    mutating func warn(_ text: String, column: String? = nil) {
        bar.clear()
        guard style == .json else {
            StandardError.write(Printable.text("train: warning: \(column.map { "column \($0): " } ?? "")\(text)") + "\n")
            return
        }
        Self.writeLine([
            .init("event", .string("warning")), .init("column", column.map { .string($0) } ?? .null),
            .init("text", .string(text)),
        ])
    }

    /// The bundle is written.
    mutating func done(bundle: String, version: Int) {
        end()
        guard style == .json else { return }
        Self.writeLine([
            .init("event", .string("done")), .init("bundle", .string(bundle)), .init("version", .number("\(version)")),
        ])
    }

    private mutating func begin(_ name: String) {
        if phase == name { return }
        bar.clear()
        phase = name
        bar = ProgressBar(title: name)
    }

    private static func number(_ value: Double) -> JSONValue { value.isFinite ? .number("\(value)") : .null }

    private static func writeLine(_ members: [JSONValue.Member]) {
        StandardError.write(JSONValue.object(members).text(indented: false) + "\n")
    }
}
