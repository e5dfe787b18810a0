internal import Base
internal import Codecs
internal import Reports
internal import Scoring
internal import Tabular

/// What became of the rows, said once at the end.
struct ScoreSummary {
    private let input: String
    private let output: String
    private let model: String
    private let version: Int
    private let contract: FeatureContract
    private let rule: BadRowRule
    private let absentColumns: [String]
    private let ignoredColumns: [String]
    private let memory: MemoryPlan
    private var counts: ContractCounts
    private var storedByteCount = 0
    private var outputByteCount = 0
    /// Lines for the reject file; nil where there is none.
    private var rejects: (lineCount: Int, writtenCount: Int)?
    private var seconds = 0.0
    /// Of runs before this one, which it goes on with.
    private var earlierRowCount: Int
    private var earlierByteCount: Int
    private var residentByteCountMax: Int?

    init(
        input: String, output: String, model: String, version: Int, contract: FeatureContract, rule: BadRowRule,
        layout: InputLayout,
        memory: MemoryPlan, earlierRowCount: Int, earlierByteCount: Int
    ) {
        self.input = input
        self.output = output
        self.model = model
        self.version = version
        self.contract = contract
        self.rule = rule
        absentColumns = layout.absentFeatures
        ignoredColumns = layout.ignoredColumns
        self.memory = memory
        self.earlierRowCount = earlierRowCount
        self.earlierByteCount = earlierByteCount
        counts = ContractCounts(featureCount: contract.features.count)
    }

    /// What the run has come to.
    mutating func take(_ output: RunOutput, since started: UInt64) {
        counts = output.counts
        storedByteCount = output.checkpoint.inputByteCount
        outputByteCount = output.byteCount
        if output.plan.rejectsPath != nil {
            let count = output.checkpoint.rejectLineCount
            rejects = (count, min(count, output.plan.rejectLineCountMax))
        }
        seconds = Double(MonotonicClock.nanoseconds &- started) / 1e9
        residentByteCountMax = PeakMemory.byteCount
    }

    private var rowsPerSecond: Double { Double(counts.rowCount - earlierRowCount) / max(seconds, 1e-9) }
    private var megabytesPerSecond: Double { Double(storedByteCount - earlierByteCount) / 1e6 / max(seconds, 1e-9) }

    /// Violations that are told by feature: every kind but extra fields, which belong to none, in their fixed order.
    private static let kinds = Violation.allCases.filter { $0 != .extraField }

    /// Ends with a line feed.
    var text: String {
        var lines = [
            "\(Printable.count(counts.rowCount, "row")) of \(input), scored by \(model) version \(version)\(earlierWords) in "
                + "\(Printable.duration(seconds)): \(Printable.count(Int(rowsPerSecond), "row"))/s, "
                + "\(rate) MB/s"
        ]
        if counts.refusedRowCount > 0 {
            let fate = rule == .skip ? "left out" : "written without prediction"
            lines.append(
                "  refused by policy \(contract.policy.rawValue): \(Printable.count(counts.refusedRowCount, "row")), \(fate)")
            if counts.malformedRowCount > 0 { lines.append("  malformed: \(Printable.count(counts.malformedRowCount))") }
        }
        if let rejects, rejects.lineCount > rejects.writtenCount {
            lines.append(
                "  reject file: \(Printable.count(rejects.writtenCount, "line")), \(Printable.count(rejects.lineCount - rejects.writtenCount)) "
                    + "more are only counted")
        }
        for kind in Self.kinds where counts.total(kind) > 0 {
            lines.append("  \(kind.name): \(Printable.count(counts.total(kind))) (\(byFeature(kind)))")
        }
        if !absentColumns.isEmpty {
            lines.append("  columns that the input lacks, read as missing: \(Printable.list(absentColumns))")
        }
        if !ignoredColumns.isEmpty {
            lines.append("  columns that the model does not know, not used: \(Printable.list(ignoredColumns))")
        }
        lines.append("  \(memoryWords)")
        return lines.joined(separator: "\n") + "\n"
    }

    private var earlierWords: String {
        earlierRowCount == 0
            ? ""
            : ", \(Printable.count(earlierRowCount)) of them by earlier runs and \(Printable.count(counts.rowCount - earlierRowCount))"
    }

    private var memoryWords: String {
        let peak = residentByteCountMax.map { "; at most \(Self.megabytes($0)) resident" } ?? ""
        return "\(Printable.count(memory.threadCount, "thread")), \(Printable.count(memory.blockCount, "block")) of "
            + "\(memory.blockByteCount >> 10) KiB in flight: at most \(Self.megabytes(memory.byteCount)) beside the model\(peak)"
    }

    private static func megabytes(_ byteCount: Int) -> String { "\((byteCount + 500_000) / 1_000_000) MB" }

    // Tenths where whole megabytes would say little.
    private var rate: String {
        megabytesPerSecond < 10
            ? "\((megabytesPerSecond * 10).rounded() / 10)" : Printable.count(Int(megabytesPerSecond.rounded()))
    }

    private func byFeature(_ kind: Violation) -> String {
        let entries = violations(kind)
        let shown = entries.prefix(5).map { "\($0.name) \(Printable.count($0.count))" }.joined(separator: ", ")
        return entries.count > 5 ? "\(shown) and \(entries.count - 5) more" : shown
    }

    /// Most frequent first; in the contract's order where equal.
    private func violations(_ kind: Violation) -> [(name: String, count: Int)] {
        contract.features.enumerated().map { (index: $0.offset, name: $0.element.name, count: counts[kind, feature: $0.offset]) }
            .filter { $0.count > 0 }.sorted { ($1.count, $0.index) < ($0.count, $1.index) }.map { ($0.name, $0.count) }
    }

    /// One line, ended by a line feed.
    var json: String {
        JSONValue.object([
            .init("event", .string("summary")),
            .init("input", .string(input)),
            .init("output", .string(output)),
            .init("model", .string(model)),
            .init("version", JSONValue(version)),
            .init("policy", .string(contract.policy.rawValue)),
            .init("rows", JSONValue(counts.rowCount)),
            .init("rows_of_earlier_runs", JSONValue(earlierRowCount)),
            .init("rows_scored", JSONValue(counts.acceptedRowCount)),
            .init("rows_refused", JSONValue(counts.refusedRowCount)),
            .init(
                "violations",
                .object(
                    Self.kinds.map { kind in
                        .init(kind.name, .object(violations(kind).map { .init($0.name, JSONValue($0.count)) }))
                    })),
            .init("rows_malformed", JSONValue(counts.malformedRowCount)),
            .init("reject_lines", rejects.map { JSONValue($0.writtenCount) } ?? .null),
            .init("missing_columns", JSONValue(absentColumns)),
            .init("ignored_columns", JSONValue(ignoredColumns)),
            .init("input_bytes", JSONValue(storedByteCount)),
            .init("output_bytes", JSONValue(outputByteCount)),
            .init("threads", JSONValue(memory.threadCount)),
            .init("blocks", JSONValue(memory.blockCount)),
            .init("block_bytes", JSONValue(memory.blockByteCount)),
            .init("memory_bytes_max", JSONValue(memory.byteCount)),
            .init("resident_bytes_max", residentByteCountMax.map { JSONValue($0) } ?? .null),
            .init("seconds", JSONValue(seconds)),
            .init("rows_per_second", JSONValue(rowsPerSecond.rounded())),
            .init("megabytes_per_second", JSONValue((megabytesPerSecond * 10).rounded() / 10)),
        ]).text(indented: false) + "\n"
    }
}

extension ScoreSummary {
    /// For the head of the report.
    var figures: [ScoringReport.Figure] {
        [
            .init("Rows", NumberText.count(counts.rowCount), note: input),
            .init("Refused", NumberText.count(counts.refusedRowCount), note: "policy \(contract.policy.rawValue)"),
            .init("Rows a second", NumberText.count(Int(rowsPerSecond)), note: Printable.duration(seconds)),
        ]
    }

    var reportedViolations: [ScoringReport.Violation] {
        var found = Self.kinds.flatMap { kind in
            violations(kind).map { ScoringReport.Violation(kind: kind.name, feature: $0.name, rowCount: $0.count) }
        }
        if counts.malformedRowCount > 0 {
            found.append(ScoringReport.Violation(kind: "malformed", feature: "", rowCount: counts.malformedRowCount))
        }
        return found
    }

    var facts: [TrainingReport.Fact] {
        [
            .init("Input", .text(input)), .init("Output", .text(output)),
            .init("Rows scored", .count(counts.acceptedRowCount)), .init("Bytes read", .count(storedByteCount)),
            .init("Bytes written", .count(outputByteCount)), .init("Megabytes a second", .text(rate)),
            .init("Threads", .count(memory.threadCount)),
            .init("Columns that the input lacks", .text(absentColumns.isEmpty ? "none" : Printable.list(absentColumns))),
            .init(
                "Columns that the model does not know", .text(ignoredColumns.isEmpty ? "none" : Printable.list(ignoredColumns))),
        ]
    }
}
