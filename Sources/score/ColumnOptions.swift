internal import ArgumentParser

/// Which columns the output has.
struct ColumnOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Input columns to put first, unchanged; separated by commas, or given again.", valueName: "columns"))
    var keep: [String] = []

    @Flag(help: "Put all input columns first.")
    var keepAll = false

    @Flag(help: "Add the margins: the raw sums before the link.")
    var margin = false

    func check() throws {
        if keepAll && !keep.isEmpty { throw ValidationError("--keep and --keep-all: give one of them.") }
    }
}
