internal import ArgumentParser
internal import Base
internal import Bundles
internal import Forest
internal import ForestImport
internal import SystemPackage
internal import Tabular

/// `bundle certify BUNDLE --golden golden.csv`: the proof that the bundle computes what the source library computes.
struct CertifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certify",
        abstract: "Prove that a model computes what the library computes that it came from.",
        discussion: """
            Compares the library's margins of the probe's rows with the model's, by their bits, and every threshold, leaf, side and \
            category of the model file with those of forest.bin. When all are equal, certificate.json is added to the bundle; when \
            one is not, there is no certificate, and the first differences are shown.

            Exit codes: 0 certified, 2 wrong command line, 3 the golden file or the model file is not what it should be, 4 the \
            bundle differs or is damaged, 5 a file could not be read or written.

            EXAMPLE
              bundle probe models/credit -o probe.csv
              python3 Sources/python/score_xgboost.py model.json probe.csv -o golden.csv
              bundle certify models/credit --golden golden.csv
            """)

    @Argument(help: "The bundle's folder (NAME/VERSION), or the model's (NAME) for its newest version.")
    var bundle: String

    @Option(help: ArgumentHelp("What the script of the library wrote.", valueName: "file"))
    var golden: String

    @Option(
        help: ArgumentHelp(
            "The model file that was imported (default: the file of its name here, or beside the golden file).",
            valueName: "file"))
    var source: String?

    func run() throws {
        let opened = try Bundle(path: Bundle.resolve(FilePath(bundle)))
        guard let origin = opened.manifest.provenance.source else {
            throw ProofFailure(
                .badBundle, "\(opened.path): was trained here; there is no other library to compare it with")
        }
        let sourceFile = try SourceFile(source, origin, golden: FilePath(golden))
        let proof = try sourceFile.proof(opened)
        let comparison = GoldenComparison(opened)
        let file = try compare(opened, origin, comparison)
        guard comparison.differingRowCount == 0 else {
            throw DifferenceReport(comparison, opened, file).failure
        }
        let certificate = Certificate(
            tool: "espalier certify \(Version.current)", library: file.library, libraryVersion: file.libraryVersion,
            sourceSHA256: origin.sha256, forestSHA256: opened.manifest.forestSHA256 ?? "",
            contractSHA256: opened.manifest.contractSHA256, rowsSHA256: file.rowsSHA256, cases: comparison.allCases,
            refusals: comparison.allRefusals, predictions: comparison.predictions, coverage: comparison.allCoverage,
            structure: proof.structure, float32Features: Float32Features.of(opened),
            warnings: proof.warnings.filter { !$0.isEmpty })
        guard certificate.comparedCount > 0 else {
            throw ProofFailure(.badData, "\(golden): \(file.library) scored none of its rows")
        }
        var additions = BundleAdditions()
        additions.certificate = certificate.json()
        try BundleWriter.replace(opened.path, with: additions)
        print(CertificateSummary(certificate).lines.joined(separator: "\n"))
        print("  written       \(Printable.text(opened.path.appending(BundleFile.certificate).string))")
    }

    private func compare(
        _ bundle: Bundle, _ origin: Manifest.Source, _ comparison: GoldenComparison
    ) throws -> GoldenFile {
        let file = try GoldenFile(
            path: golden, features: bundle.manifest.contract.features.map(\.name), outputCount: bundle.forest.outputCount)
        var bar = ProgressBar(title: "Comparing")
        let showsBar = ProgressStyle.auto.resolved == .bar
        while let row = try file.next() {
            if row.index == 0 { try check(file, origin) }
            comparison.add(row)
            if showsBar { bar.update(share: nil, words: "\(row.index) rows") }
        }
        bar.clear()
        guard file.rowCount > 0 else { throw ProofFailure(.badData, "\(golden): has no rows") }
        comparison.finish()
        try file.checkRows()
        return file
    }

    private func check(_ file: GoldenFile, _ origin: Manifest.Source) throws {
        guard file.library == origin.library else {
            throw ProofFailure(
                .badData,
                "\(golden): was scored by \(Printable.text(file.library, width: 40)); the model was imported from \(origin.library)"
            )
        }
        guard file.modelSHA256 == origin.sha256 else {
            throw ProofFailure(
                .badData,
                "\(golden): was scored with another model file than \(origin.file), from which this bundle was imported (sha256 "
                    + "\(Printable.text(file.modelSHA256, width: 64)), expected \(origin.sha256))")
        }
    }
}
