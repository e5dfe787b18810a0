internal import ArgumentParser
internal import Bundles
internal import SystemPackage

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say what changed from one bundle to another.",
        discussion: """
            Compares what the models expect, their forests, metrics and provenance. Names, versions, self tests and reports are passed over, \
            which differ between any two versions. Both bundles are checked first.

            Exit codes as diff's: 0 no difference, 1 some, 2 and above trouble.
            """)

    @Argument(help: "The older bundle: its folder (NAME/VERSION), or the model's (NAME) for its newest version.")
    var old: String

    @Argument(help: "The newer bundle.")
    var new: String

    @Flag(help: "Print one JSON object for programs.")
    var json = false

    func run() throws {
        let difference = BundleDifference(
            try Bundle(path: Bundle.resolve(FilePath(old))), try Bundle(path: Bundle.resolve(FilePath(new))))
        print(json ? difference.json : difference.text, terminator: json ? "\n" : "")
        if !difference.changes.isEmpty { throw ExitCode(1) }
    }
}
