import ArgumentParser
import LoadTesting

/// What answers must be like.
struct CheckOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Statuses that are no errors: 200,404 or 2xx (default: all below 400).", valueName: "status,..."))
    var expectStatus: String?

    @Option(
        help: ArgumentHelp(
            "A JSON Schema that answers must fit: type, properties, required, additionalProperties, items, minItems, maxItems, enum, "
                + "const, minimum, maximum and their exclusive forms.", valueName: "file"))
    var expectJson: String?

    @Option(
        help: ArgumentHelp(
            "What the answer to each body must have: a JSON document a line and body, or with --csv a table (.csv) as score writes it, "
                + "row for row; with sagemaker-csv a table of the answers' fields.", valueName: "file"))
    var expectValues: String?

    @Option(
        help: ArgumentHelp(
            "Files of what the answers must be, byte for byte, whatever they are: one for each body in their order, or one for all.",
            valueName: "file,..."))
    var expectBytes: String?

    @Option(
        help: ArgumentHelp(
            "Numbers may differ by so much, relative above 1 and absolute below (0: by no bit).", valueName: "number"))
    var tolerance = 0.0

    @Option(help: ArgumentHelp("The share of the answers whose body is looked at; every status is.", valueName: "share"))
    var checkShare = 0.1

    func validate() throws {
        if let expectStatus, StatusSet(expectStatus) == nil {
            throw ValidationError(
                "--expect-status '\(expectStatus)': codes from 200 to 599 and 2xx to 5xx are accepted, separated by commas.")
        }
        if expectBytes != nil, expectJson != nil || expectValues != nil {
            throw ValidationError("--expect-bytes: it says all of an answer, and goes without --expect-json and --expect-values.")
        }
        if let expectBytes, expectBytes.split(separator: ",").isEmpty {
            throw ValidationError("--expect-bytes: names of files, separated by commas, are accepted.")
        }
        guard tolerance >= 0, tolerance.isFinite else {
            throw ValidationError("--tolerance \(tolerance): a number from 0 on is accepted.")
        }
        guard checkShare > 0, checkShare <= 1 else {
            throw ValidationError("--check-share \(checkShare): a number above 0 and up to 1 is accepted.")
        }
    }

    var looksAtAnswers: Bool { expectStatus != nil || expectJson != nil || expectValues != nil || expectBytes != nil }
}
