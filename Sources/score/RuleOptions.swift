public import ArgumentParser
internal import Scoring
public import Tabular

extension ContractPolicy: ExpressibleByArgument {}

/// What happens with a row that the contract refuses.
enum BadRowRule: String, ExpressibleByArgument, CaseIterable {
    /// The run ends and tells the row.
    case fail
    /// The row is left out.
    case skip
    /// The row stands in the output with empty predictions.
    case null
}

/// What happens with input that does not fit the model's contract, and how a class is decided.
struct RuleOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Instead of the contract's own policy: strict, repair or observe.", valueName: "policy"))
    var policy: ContractPolicy?

    @Option(
        help: ArgumentHelp(
            "A row that the policy refuses: fail the run, skip the row, or write null predictions.", valueName: "rule"))
    var onBadRow = BadRowRule.fail

    @Option(
        help: ArgumentHelp(
            "Two classes: the positive one is predicted from this probability on (default: the bundle's).", valueName: "p"))
    var threshold: Double?

    @Option(
        help: ArgumentHelp(
            "Fail when more rows than this are refused: a number at any moment, a percentage at the end (100, 0.5%).",
            valueName: "limit"),
        transform: { try BadRowLimit($0) })
    var badRowsMax: BadRowLimit?

    func check() throws {
        if let threshold, !(0...1).contains(threshold) { throw ValidationError("--threshold is a number from 0 to 1.") }
    }
}
