public import ArgumentParser
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

/// What happens with input that does not fit the model's contract.
struct RuleOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Instead of the contract's own policy: strict, repair or observe.", valueName: "policy"))
    var policy: ContractPolicy?

    @Option(help: ArgumentHelp("A row that the policy refuses: fail the run, skip the row, or write null predictions.", valueName: "rule"))
    var onBadRow = BadRowRule.fail
}
