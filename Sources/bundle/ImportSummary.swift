import Base
import Bundles
import Forest
import ForestImport
import SystemPackage
import Tabular

/// What a finished import says on standard output, for a person.
struct ImportSummary {
    let text: String

    init(_ publication: ImportedBundle, path: FilePath, seconds: Double) {
        let manifest = publication.manifest
        let model = publication.source.model
        let target = manifest.target
        let classes = target.classes.isEmpty ? "" : " (\(Self.listed(target.classes)))"
        var lines = [
            "\(manifest.name) version \(path.lastComponent?.string ?? ""): \(target.task.rawValue) model of '\(target.name)'"
                + classes,
            Self.line(
                "source",
                "\(model.library) \(model.libraryVersion ?? "of an unknown release"), \(model.objectiveName), from "
                    + "\(publication.source.name) (\(model.format.rawValue))"),
            Self.line(model.ensemble.linear == nil ? "forest" : "linear", Self.shape(publication)),
            Self.line("features", Self.features(manifest)),
        ]
        let strongest = Self.strongest(manifest)
        if !strongest.isEmpty { lines.append(Self.line("strongest", strongest)) }
        if !model.warnings.isEmpty { lines.append(Self.line("warnings", "\(model.warnings.count), above")) }
        lines.append(Self.line("bundle", path.string))
        lines.append(Self.line("time", Printable.duration(seconds)))
        text = lines.map(Printable.text).joined(separator: "\n") + "\n"
    }

    /// Features and classes listed before the rest is only counted.
    private static let listedMax = 5

    private static func line(_ name: String, _ value: String) -> String { "  " + Printable.padded(name, 12) + value }

    private static func listed(_ names: [String]) -> String {
        names.prefix(listedMax).joined(separator: ", ")
            + (names.count > listedMax ? " and \(Printable.count(names.count - listedMax)) more" : "")
    }

    private static func shape(_ publication: ImportedBundle) -> String {
        let forest = publication.forest
        let outputs = Printable.count(forest.outputCount, "output")
        if publication.source.model.ensemble.linear != nil { return outputs }
        return [
            Printable.count(forest.treeCount, "tree"), Printable.count(forest.leafCount, "leaf", plural: "leaves"),
            "depth \(forest.depthMax)", outputs,
        ].joined(separator: ", ")
    }

    private static func features(_ manifest: Manifest) -> String {
        let features = manifest.contract.features
        let categoricalCount = features.count { $0.kind == .categorical }
        return Printable.count(features.count)
            + (categoricalCount == 0 ? "" : ", \(Printable.count(categoricalCount)) of named categories")
    }

    private static func strongest(_ manifest: Manifest) -> String {
        let ranked = zip(manifest.contract.features.map(\.name), manifest.importances).enumerated()
            .sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
            .map(\.element)
        return ranked.prefix(listedMax).filter { $0.1 > 0 }
            .map { "\(Printable.text($0.0, width: 40)) \(Int(($0.1 * 100).rounded()))%" }.joined(separator: ", ")
    }
}
