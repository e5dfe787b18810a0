internal import ArgumentParser
internal import Base
internal import Bundles
internal import SystemPackage

/// `bundle`: what people do with bundles that lie on a disk.
@main
struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Show a bundle, check that it is whole, or make one of another library's model.",
        discussion: """
            A bundle is a folder NAME/VERSION that holds one version of a model. Where a BUNDLE is asked for, the folder of the \
            model does too: it means its newest version.

            Exit codes: 0 success, 2 wrong command line, 3 a model file was refused, 4 the bundle was refused, \
            5 a file could not be read or written.
            """,
        version: Version.current,
        subcommands: [InspectCommand.self, VerifyCommand.self, ImportCommand.self])

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as BundleError {
            StandardError.write("bundle: error: \(Printable.text(error.description))\n")
            exit(withError: ArgumentParser.ExitCode(error.exitCode.rawValue))
        } catch let error as ImportFailure {
            StandardError.write("bundle: error: \(Printable.text(error.message))\n")
            exit(withError: ArgumentParser.ExitCode(error.code.rawValue))
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            StandardError.write(fullMessage(for: error) + "\n")
            exit(withError: ArgumentParser.ExitCode(Base.ExitCode.usage.rawValue))
        }
    }
}
