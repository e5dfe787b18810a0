internal import ArgumentParser
internal import Base
internal import Bundles
internal import SystemPackage

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that bundles are whole and that this machine computes as the trainer did.",
        discussion: """
            Checks every file against its size and sha256, the manifest against itself, the forest against the manifest, the \
            self test's margins bit for bit, the baseline and the report where there are such. Prints one line a check.
            """)

    @Argument(help: "The bundles' folders (NAME/VERSION), or models' (NAME) for their newest version.")
    var bundles: [String]

    func run() throws {
        var failure: BundleError?
        var soundCount = 0
        for bundle in bundles {
            do throws(BundleError) {
                try verify(FilePath(bundle))
                soundCount += 1
            } catch {
                print("  FAILED  \(Printable.text(error.description))")
                failure = failure ?? error
            }
        }
        if bundles.count > 1 { print("\(soundCount) of \(bundles.count) bundles are whole") }
        if let failure { throw failure }
    }

    private func verify(_ path: FilePath) throws(BundleError) {
        let path = try Bundle.resolve(path)
        print(Printable.text(path.string))
        func passed(_ check: BundleCheck) {
            let name = check.subject + String(repeating: " ", count: max(0, 16 - check.subject.count))
            print("  ok  \(name)  \(Printable.text(check.outcome))")
        }
        let bundle = try Bundle(path: path, checksPlace: true, onCheck: passed)
        for check in try bundle.checkDocuments() { passed(check) }
    }
}
