import ArgumentParser
import LoadTesting

/// Bodies made of a table's rows.
struct RowOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A CSV file with a header (plain or gzip, - is standard input) whose rows become the bodies, instead of --body.",
            valueName: "file"))
    var csv: String?

    @Option(
        help: ArgumentHelp(
            "How the rows are written, and so the type of the bodies: "
                + BodyProtocol.allCases.map(\.rawValue).joined(separator: ", ") + ".", valueName: "name"))
    var `protocol`: BodyProtocol = .predict

    @Option(help: ArgumentHelp("Rows of each request; with --body, how many each file has: for the cost.", valueName: "n"))
    var rowsPerRequest = 1

    @Option(help: ArgumentHelp("Different bodies at most; they are sent in turn.", valueName: "n"))
    var bodies = 1000

    @Option(help: ArgumentHelp("The columns that are sent, in this order (default: all).", valueName: "column,..."))
    var columns: String?

    @Option(help: ArgumentHelp("Columns that are not sent: the target.", valueName: "column,..."))
    var without: String?

    @Option(help: ArgumentHelp("Columns of texts, even where all of them look like numbers.", valueName: "column,..."))
    var textColumns: String?

    @Option(help: ArgumentHelp("The name of v2's tensor.", valueName: "name"))
    var tensorName = "input-0"

    @Option(help: ArgumentHelp("The type of its numbers: FP32 or FP64.", valueName: "type"))
    var tensorType: RowBodies.TensorType = .float32

    static let rowsPerRequestMax = 100_000
    static let bodyCountMax = 100_000

    func validate() throws {
        guard (1...Self.rowsPerRequestMax).contains(rowsPerRequest) else {
            throw ValidationError(
                "--rows-per-request \(rowsPerRequest): a whole number from 1 to \(Self.rowsPerRequestMax) is accepted.")
        }
        guard (1...Self.bodyCountMax).contains(bodies) else {
            throw ValidationError("--bodies \(bodies): a whole number from 1 to \(Self.bodyCountMax) is accepted.")
        }
        for (name, value) in [("--columns", columns), ("--without", without), ("--text-columns", textColumns)] {
            guard csv != nil || value == nil else {
                throw ValidationError("\(name) is about the columns of --csv, which is not given.")
            }
        }
    }

    var selection: RowTable.Selection {
        let names = { (list: String?) in list?.split(separator: ",").map(String.init) ?? [] }
        var selection = RowTable.Selection()
        selection.names = names(columns)
        selection.excluded = names(without)
        selection.texts = names(textColumns)
        return selection
    }
}

extension BodyProtocol: ExpressibleByArgument {}
extension RowBodies.TensorType: ExpressibleByArgument {}
