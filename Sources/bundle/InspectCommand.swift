internal import ArgumentParser
internal import Bundles
internal import Forest
internal import SystemPackage

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what a bundle holds: model, features, forest, metrics, where it came from.",
        discussion: "The bundle is checked first, as `bundle verify` does; a damaged one is not shown.")

    @Argument(help: "The bundle's folder (NAME/VERSION), or the model's (NAME) for its newest version.")
    var bundle: String

    @Flag(help: "Print one JSON object for programs: the manifest, and the shape of the forest.")
    var json = false

    @Flag(help: "Show how this CPU would score it: kernels and why, their tables, expected nanoseconds per row.")
    var plan = false

    func validate() throws {
        if json && plan { throw ValidationError("--plan is for reading; --json shows what does not depend on the CPU") }
        do throws(KernelChoiceError) { try KernelChoice.checkEnvironment() } catch {
            throw ValidationError(error.description)
        }
    }

    func run() throws {
        let opened = try Bundle(path: Bundle.resolve(FilePath(bundle)))
        if plan {
            for line in PlanText(opened.scorer).lines { print(line) }
            return
        }
        print(json ? try BundleJSON.text(opened) : try BundleSummary(opened).text, terminator: json ? "\n" : "")
    }
}
