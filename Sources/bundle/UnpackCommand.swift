internal import ArgumentParser
internal import Base
internal import Bundles
internal import Signatures
internal import SystemPackage

struct UnpackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpack",
        abstract: "Publish the bundle that a .tar.gz file holds.",
        discussion: """
            The archive may come from anywhere: accepted are only the files of one bundle below NAME/VERSION/, within the limits of the format. \
            They are checked as `bundle verify` does before the version is there, at once or not at all. A version that exists is not replaced.
            """)

    @Argument(help: ArgumentHelp("The archive; '-' is standard input.", valueName: "file.tar.gz"))
    var archive: String

    @Option(help: ArgumentHelp("The folder of models; the bundle goes to OUTPUT/NAME/VERSION.", valueName: "dir"))
    var output: String

    @Option(help: ArgumentHelp("A public key (PEM): a bundle without a good signature by it is refused.", valueName: "file"))
    var key: String?

    func run() throws {
        let key = try key.map { try PublicKey(path: FilePath($0)) }
        print(Printable.text(try BundleWriter.unpack(FilePath(archive), output: FilePath(output), signedBy: key).string))
    }
}
