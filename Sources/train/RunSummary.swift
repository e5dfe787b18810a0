import Base
import Bundles
import Evaluation
import Forest
import Reports
import SystemPackage
import Tabular

/// What a finished run says on standard output, for a person.
struct RunSummary {
    let text: String

    init(_ publication: Publication, _ outcome: TrainingOutcome, path: FilePath, seconds: Double) {
        let manifest = publication.manifest
        let target = manifest.target
        var lines = [
            "\(manifest.name) version \(path.lastComponent?.string ?? ""): \(target.task.rawValue) model of '\(target.name)'"
                + (target.classes.isEmpty ? "" : " (\(Self.listed(target.classes)))"),
            Self.line(
                "data",
                "\(Printable.count(manifest.provenance.rowCount, "row")), \(Printable.count(manifest.contract.features.count, "feature"))"
                    + " of \(manifest.provenance.dataName)"),
            Self.line("forest", Self.forest(publication, outcome)),
        ]
        for evaluation in publication.evaluations {
            let values = evaluation.metrics.values.map { "\($0.name) \(NumberText.significant($0.value))" }
            lines.append(
                Self.line(
                    evaluation.split, "\(values.joined(separator: "  "))  (\(Printable.count(evaluation.rowCount, "row")))"))
        }
        let strongest = Self.strongest(manifest)
        if !strongest.isEmpty { lines.append(Self.line("strongest", strongest)) }
        lines.append(Self.line("bundle", path.string))
        lines.append(Self.line("report", path.appending("report.html").string))
        lines.append(Self.line("time", Printable.duration(seconds)))
        text = lines.map(Printable.text).joined(separator: "\n") + "\n"
    }

    /// Features and classes listed before the rest is only counted.
    private static let listedMax = 5

    private static func line(_ name: String, _ value: String) -> String {
        "  " + name + String(repeating: " ", count: max(12 - name.count, 1)) + value
    }

    private static func listed(_ names: [String]) -> String {
        names.prefix(listedMax).joined(separator: ", ")
            + (names.count > listedMax ? " and \(Printable.count(names.count - listedMax)) more" : "")
    }

    private static func forest(_ publication: Publication, _ outcome: TrainingOutcome) -> String {
        let forest = publication.forest
        var text =
            "\(Printable.count(forest.treeCount, "tree")), \(Printable.count(forest.leafCount, "leaf", plural: "leaves")), depth \(forest.depthMax)"
        if let bestRound = outcome.bestRound { text += "; the best of \(outcome.history.count) rounds was \(bestRound)" }
        if outcome.isRefitted { text += ", trained again on all rows" }
        return text
    }

    private static func strongest(_ manifest: Manifest) -> String {
        let ranked = zip(manifest.contract.features.map(\.name), manifest.importances).enumerated()
            .sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
            .map(\.element)
        return ranked.prefix(listedMax).filter { $0.1 > 0 }
            .map { "\($0.0) \(NumberText.percent($0.1))" }.joined(separator: ", ")
    }
}
