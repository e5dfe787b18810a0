internal import ArgumentParser
internal import Base
internal import Bundles
internal import SystemPackage

struct PackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: "Put a bundle into one .tar.gz file.",
        discussion: """
            The same bundle gives the same bytes. The bundle is checked first; tar can list and unpack the file, but `bundle unpack` checks \
            what it unpacks.
            """)

    @Argument(help: "The bundle's folder (NAME/VERSION), or the model's (NAME) for its newest version.")
    var bundle: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The archive; '-' is standard output.", valueName: "file.tar.gz"))
    var output: String

    func run() throws {
        let path = try Bundle.resolve(FilePath(bundle))
        let byteCount = try BundleArchive.pack(path, to: FilePath(output))
        if output == "-" { return }
        print("\(Printable.text(output)): \(Printable.text(path.string)), \(Printable.count(byteCount, "byte"))")
    }
}
