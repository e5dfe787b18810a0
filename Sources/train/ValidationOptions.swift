import ArgumentParser

/// Which rows the model is judged on.
struct ValidationOptions: ParsableArguments {
    @Option(
        name: .customLong("validation"), help: ArgumentHelp("A table to validate on, with the same columns.", valueName: "file"))
    var file: String?

    @Option(
        name: .customLong("validation-share"),
        help: ArgumentHelp(
            "Share of the rows held out for validation, stratified by class; 0 holds out none. (default: 0.2)", valueName: "share"
        ))
    var givenShare: Double?

    @Option(help: ArgumentHelp("Seed of everything random.", valueName: "n"))
    var seed: UInt64 = 0

    static let defaultShare = 0.2

    /// 0 with a validation file: then every row of the table is trained on.
    var share: Double { file != nil ? 0 : givenShare ?? Self.defaultShare }

    func check() throws {
        if file != nil && givenShare != nil {
            throw ValidationError("Give --validation FILE or --validation-share, not both.")
        }
        if let givenShare, !(givenShare >= 0 && givenShare <= 0.9) {
            throw ValidationError("--validation-share \(givenShare): a number from 0 to 0.9 is accepted.")
        }
    }
}
