internal import Base
internal import Bundles
internal import Codecs
internal import Forest
internal import Glibc
internal import SystemPackage
internal import Tabular

/// One run of the command: opens what it needs, lets the workers through the file, publishes the output and sums up.
struct ScoringRun {
    private let command: ScoreCommand

    init(_ command: ScoreCommand) { self.command = command }

    func run() throws(ScoreFailure) {
        let started = MonotonicClock.nanoseconds
        let slot = OutputSlot()
        slot.watchSignals()
        let bundle = try openBundle()
        var contract = bundle.manifest.contract
        if let policy = command.rules.policy { contract.policy = policy }
        let reader = try openInput()
        let (path, header, storedByteCount) = (reader.path, reader.header, reader.storedByteCount)
        let kept = try keptColumns(header)
        let encoder = RowEncoder(contract, width: bundle.inputWidth)
        let columns = ColumnMap(
            header: header, encoder: encoder, ignoring: [bundle.manifest.target.name] + kept.map { header[$0] })
        try InputColumns(contract, columns, header, path: path).check()
        let output = try OutputColumns(
            decision(bundle), classes: bundle.manifest.target.classes, header: header, keptColumns: kept,
            hasMargins: command.columns.margin)
        let file = try slot.open(path: command.output, inputIdentity: reader.fingerprint)
        let crew = WorkerCrew(
            stream: RowStream(reader), file: file, output: output,
            refusedRow: RefusedRow(contract: contract, columns: columns, path: path), progress: command.settings.progress,
            storedByteCount: storedByteCount)
        let rule = command.rules.onBadRow
        try publish(file, crew) {
            BlockScorer(encoder: encoder, scorer: bundle.scorer, columns: columns, output: output, rule: rule)
        }
        summarise(
            ScoreSummary(
                input: path, output: file.name, model: bundle.manifest.name, version: bundle.manifest.version, contract: contract,
                rule: rule, counts: crew.counts, absentColumns: columns.absentFeatures.map { contract.features[$0].name },
                ignoredColumns: columns.extraColumns.map { header[$0] }, storedByteCount: crew.storedBytesRead,
                outputByteCount: file.byteCount, threadCount: threadCount,
                seconds: Double(MonotonicClock.nanoseconds &- started) / 1e9))
    }

    /// Lets the workers through the file; the output is published, or nothing is left of it.
    private func publish(
        _ file: OutputFile, _ crew: WorkerCrew, makeScorer: @escaping @Sendable () -> BlockScorer
    ) throws(ScoreFailure) {
        do throws(ScoreFailure) {
            try crew.run(threadCount: threadCount, makeScorer: makeScorer)
            try file.publish()
        } catch {
            file.abandon()
            throw error
        }
    }

    private func openBundle() throws(ScoreFailure) -> Bundle {
        do throws(BundleError) {
            return try Bundle(path: Bundle.resolve(FilePath(command.bundle)))
        } catch {
            throw ScoreFailure(error)
        }
    }

    private func openInput() throws(ScoreFailure) -> CSVReader {
        do throws(InputError) {
            return try CSVReader(path: FilePath(command.input))
        } catch {
            throw ScoreFailure(error)
        }
    }

    private func decision(_ bundle: Bundle) throws(ScoreFailure) -> Decision {
        if command.rules.threshold != nil, bundle.manifest.decisionThreshold == nil {
            throw ScoreFailure(
                .usage,
                "--threshold is for models of two classes with a probability; this one is \(bundle.manifest.target.task.rawValue)"
                    + (bundle.manifest.target.task == .binary ? " with \(bundle.manifest.objective.name)" : ""))
        }
        return Decision(bundle.manifest, bundle.forest, threshold: command.rules.threshold)
    }

    /// Column numbers to keep, in the order asked for. A text that is a column's name as a whole is one, commas and all.
    private func keptColumns(_ header: [String]) throws(ScoreFailure) -> [Int] {
        if command.columns.keepAll { return Array(header.indices) }
        var kept: [Int] = []
        for text in command.columns.keep {
            let names = header.contains(text) ? [text] : text.split(separator: ",").map(String.init)
            for name in names {
                guard let column = header.firstIndex(of: name) else {
                    throw ScoreFailure(
                        .usage, "--keep: the input has no column \"\(name)\"; it has \(Printable.list(header, shownCountMax: 20))"
                    )
                }
                guard !kept.contains(column) else { throw ScoreFailure(.usage, "--keep: \"\(name)\" is asked for twice") }
                kept.append(column)
            }
        }
        return kept
    }

    private var threadCount: Int {
        command.settings.threads ?? min(8, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    }

    private func summarise(_ summary: ScoreSummary) {
        switch command.settings.summary {
        case .text: StandardError.write(summary.text)
        case .json: StandardError.write(summary.json)
        case .none: break
        }
    }
}
