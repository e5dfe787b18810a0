internal import ArgumentParser
internal import Base
internal import Bundles
internal import Signatures
internal import SystemPackage

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that bundles are whole and that this machine computes as the trainer did.",
        discussion: """
            Checks every file against its size and sha256, the manifest against itself, the forest against the manifest, the \
            self test's margins bit for bit, the baseline and the report where there are such. With --key also that the holder of \
            that key signed the bundle. Prints one line a check.
            """)

    @Argument(help: "The bundles' folders (NAME/VERSION), or models' (NAME) for their newest version.")
    var bundles: [String]

    @Option(help: ArgumentHelp("A public key (PEM): bundles without a good signature by it are refused.", valueName: "file"))
    var key: String?

    func run() throws {
        let key = try key.map { try PublicKey(path: FilePath($0)) }
        var failure: BundleError?
        var soundCount = 0
        for bundle in bundles {
            do throws(BundleError) {
                try verify(FilePath(bundle), key)
                soundCount += 1
            } catch {
                print("  FAILED  \(Printable.text(error.description))")
                failure = failure ?? error
            }
        }
        if bundles.count > 1 { print("\(soundCount) of \(bundles.count) bundles are whole") }
        if let failure { throw failure }
    }

    private func verify(_ path: FilePath, _ key: PublicKey?) throws(BundleError) {
        let path = try Bundle.resolve(path)
        print(Printable.text(path.string))
        func passed(_ check: BundleCheck) {
            let name = check.subject + String(repeating: " ", count: max(0, 16 - check.subject.count))
            print("  ok  \(name)  \(Printable.text(check.outcome))")
        }
        let bundle = try Bundle(path: path, checksPlace: true, signedBy: key, onCheck: passed)
        for check in try bundle.checkDocuments() { passed(check) }
        if key == nil, bundle.isSigned {
            passed(BundleCheck(subject: BundleFile.signature, outcome: "is there; --key PUBLIC checks whose it is"))
        }
    }
}
