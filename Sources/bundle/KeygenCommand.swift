internal import ArgumentParser
internal import Base
internal import Bundles
internal import Signatures
internal import SystemPackage

struct KeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Make a pair of keys for signing bundles (Ed25519).",
        discussion: """
            Writes the private key to FILE, readable by its owner only, and the public key to FILE.pub, both as PEM. Neither file may \
            exist. Keep the private key where bundles are published; give the public one to `bundle verify --key` and \
            `serve --require-signature`.
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the private key goes.", valueName: "file"))
    var output: String

    func run() throws {
        let key = PrivateKey()
        try key.write(to: FilePath(output))
        print("\(Printable.text(output)): private key\n\(Printable.text(output)).pub: public key \(key.publicKey.fingerprint)")
    }
}
