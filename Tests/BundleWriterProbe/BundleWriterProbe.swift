internal import Base
internal import BundleTestSupport
internal import Bundles
internal import Forest
internal import Glibc
internal import SystemPackage

/// Publishes the small model and dies on the way: `BundleWriterProbe OUTPUT STEP` ends itself by SIGKILL right before the step of that
/// number (from 0), and prints the number of steps when it survives. For tests of what a killed writer leaves.
///
/// `BundleWriterProbe OUTPUT wait` prints a line when the temporary folder is filled and stays until it is killed.
///
/// `BundleWriterProbe OUTPUT replace STEP` gives version 1 of the imported small model everything that can be added, and dies alike.
///
/// `BundleWriterProbe OUTPUT TASK` publishes the small model of that task under the task's name, or with `imported` a model that only an importer
/// makes: how the golden bundles were made.
@main
struct BundleWriterProbe {
    static func main() {
        do {
            let arguments = CommandLine.arguments
            if arguments.count > 2, arguments[2] == "replace" {
                try replace(FilePath(arguments[1]), stepOfDeath: arguments.count > 3 ? Int(arguments[3]) : nil)
            } else {
                try publish()
            }
        } catch {
            // An error that leaves main is a crash report, which takes long and needs more room than the disk of the tests has.
            StandardError.write("\(error)\n")
            exit(1)
        }
    }

    private static func replace(_ models: FilePath, stepOfDeath: Int?) throws {
        let model = SmallModel(imported: .exponential, task: .regression)
        var additions = BundleAdditions()
        additions.baseline = model.baseline
        additions.report = model.report
        additions.certificate = SampleCertificate.of(model.manifest, model.forest).json()
        additions.signature = { _ in [UInt8](repeating: 7, count: BundleLimits.signatureByteCount) }
        var stepCount = 0
        try BundleWriter.replace(models.appending("small").appending("1"), with: additions) { _ in
            if stepCount == stepOfDeath { kill(getpid(), SIGKILL) }
            stepCount += 1
        }
        print(stepCount)
    }

    private static func publish() throws {
        let arguments = CommandLine.arguments
        let stepOfDeath = arguments.count > 2 ? Int(arguments[2]) : nil
        let waits = arguments.count > 2 && arguments[2] == "wait"
        let task = arguments.count > 2 ? Manifest.Task(rawValue: arguments[2]) : nil
        let isImported = arguments.count > 2 && arguments[2] == "imported"
        let model = isImported ? .importedGolden : task.map { SmallModel(task: $0, name: $0.rawValue) } ?? SmallModel()
        var stepCount = 0
        try model.write(to: FilePath(arguments[1])) { step in
            if stepCount == stepOfDeath { kill(getpid(), SIGKILL) }
            if waits, step == .verify {
                print("filled")
                fflush(nil)
                while true { pause() }
            }
            stepCount += 1
        }
        print(stepCount)
    }
}
