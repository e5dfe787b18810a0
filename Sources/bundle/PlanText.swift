internal import Base
internal import Forest

/// The plans of a scorer as a person reads them.
struct PlanText {
    private let scorer: Scorer

    init(_ scorer: Scorer) {
        self.scorer = scorer
    }

    var lines: [String] {
        let summary = scorer.planSummary
        var lines = ["plans"] + indented(overview(summary), hasHeader: false)
        lines += ["", "designs"] + indented(summary.plans.map(row), hasHeader: false)
        lines += ["", "calls"] + indented([["rows", "design", "expected ns/row"]] + summary.choices.map(row), hasHeader: true)
        return lines
    }

    private func overview(_ summary: PlanSummary) -> [[String]] {
        let milliseconds = Double(summary.buildNanoseconds / 10_000) / 100
        return [
            ["kernels", "\(summary.instructionSet.rawValue) (\(KernelChoice.instructionSetVariable) forces others)"],
            ["predicates", "\(summary.predicateCount) distinct tests of \(Printable.count(summary.splitCount, "split"))"],
            ["tables", Printable.count(summary.byteCount, "byte")],
            ["made in", "\(milliseconds) ms"],
        ]
    }

    private func row(_ plan: PlanSummary.Plan) -> [String] {
        [plan.design.rawValue, plan.contents.map { "\($0): \(plan.reason)" } ?? "not made: \(plan.reason)"]
    }

    private func row(_ choice: PlanSummary.Choice) -> [String] {
        [
            "\(choice.rowCount)", choice.design.rawValue,
            choice.nanosecondsPerRow.map { "\(($0 * 10).rounded() / 10)" } ?? "-",
        ]
    }

    private func indented(_ rows: [[String]], hasHeader: Bool) -> [String] {
        TextTable.lines(rows, hasHeader: hasHeader).map { "  " + $0 }
    }
}
