internal import Base
internal import Codecs
internal import Tabular

/// What became of the rows, said once at the end.
struct ScoreSummary {
    var input: String
    var output: String
    var model: String
    var version: Int
    var contract: FeatureContract
    var rule: BadRowRule
    var counts: ContractCounts
    var absentColumns: [String]
    var ignoredColumns: [String]
    var storedByteCount: Int
    var outputByteCount: Int
    var threadCount: Int
    var seconds: Double

    private var rowsPerSecond: Double { Double(counts.rowCount) / max(seconds, 1e-9) }
    private var megabytesPerSecond: Double { Double(storedByteCount) / 1e6 / max(seconds, 1e-9) }

    /// Violations that are told by feature: every kind but extra fields, which belong to none, in their fixed order.
    private static let kinds = Violation.allCases.filter { $0 != .extraField }

    /// Ends with a line feed.
    var text: String {
        var lines = [
            "\(Printable.count(counts.rowCount, "row")) of \(input), scored by \(model) version \(version) in "
                + "\(Printable.duration(seconds)): \(Printable.count(Int(rowsPerSecond), "row"))/s, "
                + "\(rate) MB/s"
        ]
        if counts.refusedRowCount > 0 {
            let fate = rule == .skip ? "left out" : "written without prediction"
            lines.append(
                "  refused by policy \(contract.policy.rawValue): \(Printable.count(counts.refusedRowCount, "row")), \(fate)")
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
        return lines.joined(separator: "\n") + "\n"
    }

    /// Milliseconds where tenths of a second would say nothing.

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
            .init("rows_scored", JSONValue(counts.acceptedRowCount)),
            .init("rows_refused", JSONValue(counts.refusedRowCount)),
            .init(
                "violations",
                .object(
                    Self.kinds.map { kind in
                        .init(kind.name, .object(violations(kind).map { .init($0.name, JSONValue($0.count)) }))
                    })),
            .init("missing_columns", JSONValue(absentColumns)),
            .init("ignored_columns", JSONValue(ignoredColumns)),
            .init("input_bytes", JSONValue(storedByteCount)),
            .init("output_bytes", JSONValue(outputByteCount)),
            .init("threads", JSONValue(threadCount)),
            .init("seconds", JSONValue(seconds)),
            .init("rows_per_second", JSONValue(rowsPerSecond.rounded())),
            .init("megabytes_per_second", JSONValue((megabytesPerSecond * 10).rounded() / 10)),
        ]).text(indented: false) + "\n"
    }
}
