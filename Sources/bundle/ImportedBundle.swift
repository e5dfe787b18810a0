import Base
import Bundles
import Forest
import ForestImport
import SystemPackage
import Tabular

/// Everything that goes into the bundle of an imported model.
struct ImportedBundle {
    let source: ModelFile
    let manifest: Manifest
    let forest: FlatForest
    private let output: FilePath
    private let version: Int?

    init(_ source: ModelFile, _ command: ImportCommand) throws(ImportFailure) {
        self.source = source
        output = FilePath(command.output)
        version = command.version
        let model = source.model
        forest = FlatForest(model.ensemble)
        manifest = Manifest(
            name: command.name, version: command.version ?? 1, objective: model.ensemble.objective,
            target: Manifest.Target(
                name: command.targetName, task: model.task, classes: try Self.classes(command.classes, model)),
            contract: model.contract,
            decisionThreshold: model.ensemble.objective == .logistic && model.task == .binary ? 0.5 : nil, metrics: [],
            importances: model.importances,
            provenance: Manifest.Provenance(
                tool: "espalier import \(Version.current)", dataSHA256: source.sha256, dataName: source.name, rowCount: 0,
                seed: 0, arguments: [("objective", model.objectiveName)], created: command.created,
                source: Manifest.Source(
                    library: model.library, libraryVersion: model.libraryVersion, format: model.format.rawValue,
                    file: source.name, sha256: source.sha256)),
            selfTest: ImportedSelfTest(model.ensemble).selfTest, files: [])
    }

    /// Writes the bundle; its path.
    func publish() throws -> FilePath {
        try BundleWriter.write(
            manifest: manifest, forest: forest, baseline: nil, report: nil, output: output, version: version)
    }

    private static func classes(_ labels: String?, _ model: ImportedModel) throws(ImportFailure) -> [String] {
        guard let labels else { return (0..<model.classCount).map { "\($0)" } }
        let classes = labels.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        guard model.classCount > 0 else {
            throw ImportFailure(.usage, "--classes: a model of \(model.objectiveName) has none")
        }
        guard classes.count == model.classCount else {
            throw ImportFailure(.usage, "--classes names \(classes.count); the model has \(model.classCount)")
        }
        guard Set(classes).count == classes.count else { throw ImportFailure(.usage, "--classes names one twice") }
        return classes
    }
}
