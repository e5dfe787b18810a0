internal import ArgumentParser
internal import Base
internal import Bundles
internal import Forest
internal import ForestImport
internal import SystemPackage
internal import Tabular

/// `bundle probe BUNDLE -o probe.csv`: rows on which a wrong copy of the model would show.
struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Write adversarial rows made from a model, for the library that it came from to score.",
        discussion: """
            For every split a row that reaches it and holds there the threshold, its neighbours, both zeros, tiny, huge and infinite \
            numbers or none at all; for splits by categories codes that are listed, unlisted, negative, fractional and too large. \
            The rows are raw numbers as the source library takes them: categories by their codes, an empty field for missing.

            Score them with Sources/python/score_xgboost.py or score_lightgbm.py, then run `bundle certify`.

            EXAMPLE
              bundle probe models/credit -o probe.csv --rows customers.csv
            """)

    @Argument(help: "The bundle's folder (NAME/VERSION), or the model's (NAME) for its newest version.")
    var bundle: String

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("Where the rows go, as CSV; '-' is standard output.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("A CSV file of your own rows, as the model's users send them; they are added.", valueName: "file"))
    var rows: String?

    @Option(help: ArgumentHelp("Rows made from the model at most.", valueName: "n"))
    var maxRows = 200_000

    @Option(help: ArgumentHelp("Other rows of the same kind for another number.", valueName: "n"))
    var seed: UInt64 = 0

    func validate() throws {
        guard (1...ProbeFile.rowCountMax).contains(maxRows) else {
            throw ValidationError("--max-rows \(maxRows): a whole number from 1 to \(ProbeFile.rowCountMax) is accepted.")
        }
    }

    func run() throws {
        let opened = try Bundle(path: Bundle.resolve(FilePath(bundle)))
        let file = try ProbeFile(path: output, opened.manifest.contract)
        // XGBoost takes no infinities unless it is told that they mean missing.
        let meetsInfinities = opened.manifest.provenance.source?.library != "XGBoost"
        var made = ProbeRows(opened.forest, seed: seed, meetsInfinities: meetsInfinities)
        var bar = ProgressBar(title: "Probing")
        let showsBar = ProgressStyle.auto.resolved == .bar
        while made.rowCount < maxRows, let row = made.next() {
            try file.append(row)
            if showsBar { bar.update(share: made.share, words: "\(made.rowCount) rows") }
        }
        bar.clear()
        var summary = [Printable.count(made.rowCount, "row") + " made from the model"]
        if let rows {
            let own = try OwnRows(path: rows, opened)
            try own.read { try file.append(ProbeRows.Row(kind: .own, values: $0)) }
            summary.append(Printable.count(own.rowCount, "row") + " of \(rows)")
            if own.refusedCount > 0 {
                summary.append("\(Printable.count(own.refusedCount)) more that the contract refuses left out")
            }
        }
        try file.finish()
        StandardError.write("bundle: " + Printable.text(summary.joined(separator: ", ")) + "\n")
        if made.unreachablePairCount > 0 {
            StandardError.write(
                "bundle: \(Printable.count(made.unreachablePairCount)) pairs of a split and a value that no row can bring together\n"
            )
        }
        let openPairCount = made.openPairCount
        if openPairCount > 0 {
            StandardError.write(
                "bundle: warning: --max-rows left \(Printable.count(openPairCount)) pairs of a split and a value without a row\n")
        }
    }
}
