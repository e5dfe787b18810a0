import ArgumentParser
import Bundles
import Tabular

/// How the table is read.
struct TableOptions: ParsableArguments {
    @Option(help: ArgumentHelp("binary, multiclass or regression (default: inferred from the target).", valueName: "task"))
    var task: TaskName?

    @Option(
        help: ArgumentHelp(
            "Binary tasks: the class whose probability is predicted (default: the second in order).", valueName: "label"))
    var positiveClass: String?

    @Option(help: ArgumentHelp("Columns to leave out; repeat it or separate names by commas.", valueName: "columns"))
    var ignore: [String] = []

    @Option(help: ArgumentHelp("Columns of numbers, whatever they look like.", valueName: "columns"))
    var numeric: [String] = []

    @Option(help: ArgumentHelp("Columns of categories, whatever they look like.", valueName: "columns"))
    var categorical: [String] = []

    @Option(
        help: ArgumentHelp(
            "Texts that mean missing, separated by commas; the empty field always does. (default: NA,N/A,NaN,nan,null,NULL,?)",
            valueName: "texts"))
    var missingValues: String?

    @Option(
        help: ArgumentHelp(
            "What scoring does with input that breaks the contract: strict, repair or observe.", valueName: "policy"))
    var policy: PolicyName = .observe

    enum TaskName: String, ExpressibleByArgument, CaseIterable { case binary, multiclass, regression }
    enum PolicyName: String, ExpressibleByArgument, CaseIterable { case strict, repair, observe }

    /// Texts as the contract lists them; the empty field first.
    var missingMarkers: [String] {
        guard let missingValues else { return FeatureContract.defaultMissingMarkers }
        var markers = [""]
        for text in missingValues.split(separator: ",") where !markers.contains(String(text)) { markers.append(String(text)) }
        return markers
    }

    var ignoredColumns: [String] { Self.columns(ignore) }
    var numericColumns: [String] { Self.columns(numeric) }
    var categoricalColumns: [String] { Self.columns(categorical) }

    /// Each value is a name, or several separated by commas. A name that has a comma itself cannot be said here: rename the column.
    static func columns(_ values: [String]) -> [String] { values.flatMap { $0.split(separator: ",").map(String.init) } }

    func check(target: String) throws {
        let given = [("--ignore", ignoredColumns), ("--numeric", numericColumns), ("--categorical", categoricalColumns)]
        for (index, (option, columns)) in given.enumerated() {
            if columns.contains(target) {
                throw ValidationError("\(option) names the target '\(target)'; it is no feature, and --task says how it is read.")
            }
            for (other, others) in given[..<index] {
                if let column = columns.first(where: others.contains) {
                    throw ValidationError("Column '\(column)' is given to both \(other) and \(option).")
                }
            }
        }
        guard missingMarkers.count <= BundleLimits.missingMarkerCountMax else {
            throw ValidationError("--missing-values: at most \(BundleLimits.missingMarkerCountMax - 1) texts are accepted.")
        }
        if positiveClass != nil, let task, task != .binary {
            throw ValidationError("--positive-class is for binary tasks; --task says \(task.rawValue).")
        }
    }
}
