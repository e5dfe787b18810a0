internal import ArgumentParser
internal import Base
internal import Bundles
internal import Signatures
internal import SystemPackage

struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a bundle with a private key.",
        discussion: """
            The signature is over manifest.json, which holds the sha256 of every other file; it takes the place of an older one. What is \
            added to a bundle later (`bundle baseline`, `evaluate`, `certify`) changes the manifest and takes the signature away: sign \
            last.
            """)

    /// Of commands that change what was signed.
    static let warningOfLostSignature =
        "bundle: warning: the bundle was signed; what was added took the signature away, sign it again\n"

    @Argument(help: "The bundle's folder (NAME/VERSION), or the model's (NAME) for its newest version.")
    var bundle: String

    @Option(help: ArgumentHelp("The private key: a PEM file, as `bundle keygen` writes it.", valueName: "file"))
    var key: String

    func run() throws {
        let path = try Bundle.resolve(FilePath(bundle))
        let key = try PrivateKey(path: FilePath(key))
        var additions = BundleAdditions()
        additions.signature = { key.signature(of: $0) }
        try BundleWriter.replace(path, with: additions)
        print("\(Printable.text(path.string)): signed by the key \(key.publicKey.fingerprint)")
    }
}
