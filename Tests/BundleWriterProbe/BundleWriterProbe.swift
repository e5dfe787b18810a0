internal import Base
internal import BundleTestSupport
internal import Bundles
internal import Glibc
internal import SystemPackage

/// Publishes the small model and dies on the way: `BundleWriterProbe OUTPUT STEP` ends itself by SIGKILL right before the step of that
/// number (from 0), and prints the number of steps when it survives. For tests of what a killed writer leaves.
///
/// `BundleWriterProbe OUTPUT wait` prints a line when the temporary folder is filled and stays until it is killed.
@main
struct BundleWriterProbe {
    static func main() throws {
        let arguments = CommandLine.arguments
        let stepOfDeath = arguments.count > 2 ? Int(arguments[2]) : nil
        let waits = arguments.count > 2 && arguments[2] == "wait"
        let model = SmallModel()
        var stepCount = 0
        _ = try BundleWriter.write(
            manifest: model.manifest, forest: model.forest, baseline: model.baseline, report: { _ in model.report },
            output: FilePath(arguments[1]), version: nil
        ) { step in
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
