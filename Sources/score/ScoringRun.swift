internal import Base
internal import Bundles
internal import Codecs
internal import Forest
internal import Glibc
internal import Records
internal import Scoring
internal import SystemPackage
internal import Tabular

/// One run of the command: opens what it needs, lets the workers through the input, publishes the output and sums up.
struct ScoringRun {
    private let command: ScoreCommand

    init(_ command: ScoreCommand) { self.command = command }

    func run() throws(ScoreFailure) {
        let started = MonotonicClock.nanoseconds
        let remains = Remains()
        remains.watchSignals()
        let bundle = try openBundle()
        let files = try inputFiles()
        var contract = bundle.manifest.contract
        if let policy = command.rules.policy { contract.policy = policy }
        let encoder = RowEncoder(contract, width: bundle.inputWidth)
        let computed = try computedColumns(bundle)
        let choice = try OutputChoice(command, files)
        let memory = try memoryPlan(encoder, computed, choice)
        let pieces = try InputPieces(files, shard: command.part.shard).pieces
        let plan = try choice.plan(pieces)
        try checkOverwriting(plan, files)
        let maker = LayoutMaker(
            contract: contract, encoder: encoder, targetName: bundle.manifest.target.name, computed: computed,
            columns: command.columns.choice, format: choice.format)
        let opener = PieceOpener(
            maker, limits: limits(memory), malformedRows: command.rules.onBadRow == .fail ? .fail : .keep,
            wantsSameColumns: !plan.isPerPiece, takesWhatIsThere: command.input.flushLines)
        // The first input's columns are looked at before anything is made.
        let first = try opener.open(pieces.first ?? InputPiece(file: files[0], endOffset: 0))
        let layout = first.layout
        let description = description(bundle, files, plan, contract, memory)
        let journal = try plan.journalPath.map { path throws(ScoreFailure) in try JournalFile(path: path) }
        let checkpoint = try resumedCheckpoint(journal, description, plan, remains)
        let baseline = try baseline(bundle)
        let bins =
            command.output.report == nil
            ? nil : BinSource(bundle.manifest, edges: Self.edges(baseline, checkpoint))
        let counts = ContractCounts(featureCount: encoder.featureCount, list: checkpoint.contractCounts)
        let output = try RunOutput(
            plan, remains: remains, journal: journal, limit: command.rules.badRowsMax,
            progress: RunProgress(command.settings.progress, storedByteCount: Self.byteCount(pieces)), bins: bins,
            checkpoint: checkpoint,
            counts: counts ?? ContractCounts(featureCount: encoder.featureCount))
        let rules = ScoringRules(
            encoder: encoder, scorer: bundle.scorer, computed: computed, rule: command.rules.onBadRow,
            compression: choice.compression,
            refusedRows: RefusedRows(contract: contract, inputNames: pieces.map(\.file.name)), bins: bins,
            listsRefusals: plan.rejectsPath != nil)
        var summary = ScoreSummary(
            input: Self.inputName(files), output: choice.name, model: bundle.manifest.name, version: bundle.manifest.version,
            contract: contract, rule: command.rules.onBadRow, layout: layout, memory: memory,
            earlierRowCount: counts?.rowCount ?? 0, earlierByteCount: checkpoint.inputByteCount)
        do throws(ScoreFailure) {
            if checkpoint.wholeOutputCount < plan.paths.count {
                try output.begin(layout)
                try score(pieces, first, opener, rules, output, memory)
            }
            output.endProgress()
            try output.finish { () throws(ScoreFailure) in
                summary.take(output, since: started)
                if let path = command.output.report {
                    try ReportFile(path: path, bundle: bundle, baseline: baseline).write(summary, output.distributions)
                }
            }
        } catch {
            output.endProgress()
            let isResumable = remains.abandon()
            throw isResumable && error.code != .usage ? error.adding("; the same command goes on from there") : error
        }
        summary.take(output, since: started)
        summarise(summary)
    }

    private func score(
        _ pieces: [InputPiece], _ first: OpenedPiece, _ opener: PieceOpener, _ rules: ScoringRules, _ output: RunOutput,
        _ memory: MemoryPlan
    ) throws(ScoreFailure) {
        let checkpoint = output.checkpoint
        guard checkpoint.input < pieces.count else { return }
        var opened = first
        if checkpoint.input > 0 || checkpoint.row > 0 {
            let position = RecordPosition(byteOffset: checkpoint.byteOffset, line: checkpoint.line, row: checkpoint.row)
            opened = try opener.open(pieces[checkpoint.input], at: checkpoint.row > 0 ? position : nil)
        }
        let feed = RecordFeed(pieces, opened: opened, opener: opener, range: command.part.rows, checkpoint: checkpoint)
        try WorkerCrew(feed: feed, output: output, rules: rules, slotCount: memory.blockCount).run(
            threadCount: memory.threadCount)
    }

    private func summarise(_ summary: ScoreSummary) {
        switch command.settings.summary {
        case .text: StandardError.write(summary.text)
        case .json: StandardError.write(summary.json)
        case .none: break
        }
    }
}

extension ScoringRun {
    private func openBundle() throws(ScoreFailure) -> Bundle {
        do throws(BundleError) {
            return try Bundle(path: Bundle.resolve(FilePath(command.bundle)))
        } catch {
            throw ScoreFailure(error)
        }
    }

    private func baseline(_ bundle: Bundle) throws(ScoreFailure) -> Baseline? {
        guard command.output.report != nil else { return nil }
        do throws(BundleError) { return try bundle.baseline() } catch { throw ScoreFailure(error) }
    }

    private func inputFiles() throws(ScoreFailure) -> [InputFile] {
        let names = try InputNames(arguments: command.inputs, list: command.input.filesFrom)
        var files: [InputFile] = []
        for path in names.paths { files.append(try InputFile(path, format: command.input.format(path))) }
        let needsFiles = command.part.resume ? "--resume" : command.part.shard != nil ? "--shard" : nil
        if let needsFiles, let stream = files.first(where: { $0.byteCount == nil }) {
            throw ScoreFailure(.usage, "\(needsFiles) reads files; \(stream.name) is none")
        }
        return files
    }

    private func computedColumns(_ bundle: Bundle) throws(ScoreFailure) -> ComputedColumns {
        if command.rules.threshold != nil, bundle.manifest.decisionThreshold == nil {
            throw ScoreFailure(
                .usage,
                "--threshold is for models of two classes with a probability; this one is \(bundle.manifest.target.task.rawValue)"
                    + (bundle.manifest.target.task == .binary ? " with \(bundle.manifest.objective.name)" : ""))
        }
        if command.columns.leafIds, bundle.forest.treeCount == 0 {
            throw ScoreFailure(.usage, "--leaf-ids: the model has no trees")
        }
        return ComputedColumns(
            Decision(bundle.manifest, bundle.forest, threshold: command.rules.threshold), classes: bundle.manifest.target.classes,
            leafColumnCount: command.columns.leafIds ? bundle.forest.treeCount : 0, hasMargins: command.columns.margin)
    }

    private func memoryPlan(
        _ encoder: RowEncoder, _ computed: ComputedColumns, _ choice: OutputChoice
    ) throws(ScoreFailure) -> MemoryPlan {
        let isCompressed = choice.compression != .none
        // A compressed input's window, and the reader's own block.
        let needs = MemoryPlan.Needs(
            fixed: RunLimits.processByteCount, perWorker: BlockScorer.byteCount(encoder, computed, isCompressed: isCompressed),
            perBlockByte: RecordLimits.memoryByteCountPerBlockByte,
            perBlock: RunLimits.pieceByteCount + RunLimits.pieceOverrunByteCount)
        let threadCount =
            command.input.flushLines
            ? 1 : command.settings.threads ?? min(8, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
        do throws(OptionError) {
            return try MemoryPlan(
                byteCountMax: command.settings.memory?.byteCount ?? RunLimits.memoryByteCount, threadCount: threadCount,
                needs: needs)
        } catch {
            throw ScoreFailure(.usage, "--memory: \(error)")
        }
    }

    private func limits(_ memory: MemoryPlan) -> RecordLimits {
        var limits = RecordLimits()
        limits.blockByteCount = memory.blockByteCount
        limits.recordByteCountMax = RunLimits.recordByteCountMax
        return limits
    }

    private func checkOverwriting(_ plan: OutputPlan, _ files: [InputFile]) throws(ScoreFailure) {
        let inputs = Set(files.map(\.identity).filter { !$0.isEmpty })
        for path in plan.paths + [plan.rejectsPath, command.output.report].compactMap({ $0 }) where path != "-" {
            let place = try OutputPlace(path)
            if !place.identity.isEmpty, inputs.contains(place.identity) {
                throw ScoreFailure(.usage, "\(path): is the input itself; give the output another name")
            }
        }
    }

    /// Everything that shapes the output.
    private func description(
        _ bundle: Bundle, _ files: [InputFile], _ plan: OutputPlan, _ contract: FeatureContract, _ memory: MemoryPlan
    ) -> RunDescription {
        var hash = SHA256()
        hash.update(bundle.manifest.json())
        let columns = command.columns
        let options: [(String, String?)] = [
            ("--policy", contract.policy.rawValue), ("--on-bad-row", command.rules.onBadRow.rawValue),
            ("--threshold", command.rules.threshold.map { "\($0)" }), ("--output-format", plan.format.rawValue),
            ("--output-compression", plan.compression.rawValue), ("--no-output-header", plan.hasHeader ? "no" : "yes"),
            ("--keep", columns.keep.joined(separator: ",")), ("--keep-all", "\(columns.keepAll)"), ("--id", columns.id),
            ("--margin", "\(columns.margin)"), ("--leaf-ids", "\(columns.leafIds)"),
            ("--input-filter", columns.inputFilter?.text),
            ("--join-source", columns.joinSource.rawValue), ("--output-filter", columns.outputFilter?.text),
            ("the inputs' formats", Self.text(files.map(\.format))),
            ("--rows", command.part.rows.map { "\($0.first)-\($0.last.map { "\($0)" } ?? "")" }),
            ("--shard", command.part.shard.map { "\($0.index)/\($0.count)" }), ("--rejects", plan.rejectsPath),
            ("--rejects-max", "\(plan.rejectLineCountMax)"), ("--report", command.output.report == nil ? "no" : "yes"),
            ("the size of blocks (--memory)", "\(memory.blockByteCount)"),
        ]
        return RunDescription(
            model: bundle.manifest.name, modelVersion: bundle.manifest.version, manifestSHA256: hash.hexDigest(),
            inputs: files.map {
                RunDescription.Input(path: $0.path, byteCount: $0.byteCount ?? 0, modifiedNanoseconds: $0.modifiedNanoseconds)
            }, options: options.map { RunDescription.Option($0.0, $0.1 ?? "not given") })
    }

    /// Each format once, in the order of inputs.
    private static func text(_ formats: [InputFormat]) -> String {
        var texts: [String] = []
        for text in formats.map({ "\($0)" }) where texts.last != text { texts.append(text) }
        return texts.joined(separator: ", ")
    }

    /// Where an earlier run stopped, or the beginning.
    private func resumedCheckpoint(
        _ journal: JournalFile?, _ description: RunDescription, _ plan: OutputPlan, _ remains: Remains
    ) throws(ScoreFailure) -> RunCheckpoint {
        guard let journal else { return RunCheckpoint() }
        guard let earlier = journal.earlier else {
            try journal.append(RunJournal.line(description))
            return RunCheckpoint()
        }
        let differences = description.differences(from: earlier.description)
        guard differences.isEmpty else {
            throw ScoreFailure(
                .usage,
                "\(journal.path): is of another run: \(differences.joined(separator: "; ")). Give what was given then, or remove it to begin "
                    + "anew")
        }
        guard let checkpoint = earlier.checkpoint else { return RunCheckpoint() }
        try RunOutput.publishWhole(plan, checkpoint, remains: remains)
        return checkpoint
    }

    private static func edges(_ baseline: Baseline?, _ checkpoint: RunCheckpoint) -> [[Double]]? {
        if !checkpoint.distributionEdges.isEmpty { return checkpoint.distributionEdges }
        return baseline.map { DistributionBins.edges($0) }
    }

    /// Nil when any is not known.
    private static func byteCount(_ pieces: [InputPiece]) -> Int? {
        pieces.reduce(0) { sum, piece in sum.flatMap { sum in piece.byteCount.map { sum + $0 } } }
    }

    private static func inputName(_ files: [InputFile]) -> String {
        files.count == 1 ? files[0].name : "\(Printable.count(files.count)) files"
    }
}
