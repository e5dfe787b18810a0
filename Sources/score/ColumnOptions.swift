internal import ArgumentParser
internal import Scoring

enum JoinSource: String, ExpressibleByArgument, CaseIterable {
    case none, input
}

/// Which columns go in and come out.
struct ColumnOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Input columns to put first, unchanged; separated by commas, or given again.", valueName: "columns"))
    var keep: [String] = []

    @Flag(help: "Put all input columns first.")
    var keepAll = false

    @Option(help: ArgumentHelp("The column that identifies a row: put first, and never a feature.", valueName: "column"))
    var id: String?

    @Flag(help: "Add the margins: the raw sums before the link.")
    var margin = false

    @Flag(help: "Add the leaf that the row reaches in each tree: leaf_0, leaf_1, ...; NDJSON: an array.")
    var leafIds = false

    @Option(
        help: ArgumentHelp(
            "SageMaker's filters, the JSONPath that selects columns ($[1:], $[0,-1], $['a','b'], $.a). Only these input columns go to the "
                + "model.", valueName: "path"),
        transform: { try ColumnPath($0) })
    var inputFilter: ColumnPath?

    @Option(help: ArgumentHelp("input: the whole input record before what the model says of it; none.", valueName: "source"))
    var joinSource = JoinSource.none

    @Option(
        help: ArgumentHelp("Only these columns of the joined record come out.", valueName: "path"),
        transform: { try ColumnPath($0) })
    var outputFilter: ColumnPath?

    func check() throws {
        if keepAll && !keep.isEmpty { throw ValidationError("--keep and --keep-all: give one of them.") }
        if joinSource == .input && (keepAll || !keep.isEmpty || id != nil) {
            throw ValidationError("--join-source input keeps the whole record; --keep, --keep-all and --id do not go with it.")
        }
    }

    var choice: ColumnChoice {
        ColumnChoice(
            id: id, keep: keep, keepsAll: keepAll || joinSource == .input, joinsInput: joinSource == .input,
            inputFilter: inputFilter,
            outputFilter: outputFilter)
    }
}
