internal import ArgumentParser
internal import Base
internal import Bundles
internal import Signatures
internal import SystemPackage
internal import Tabular

/// `bundle`: what people do with bundles that lie on a disk.
@main
struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Show and check bundles, make one of another library's model and prove it, complete, sign and carry them.",
        discussion: """
            A bundle is a folder NAME/VERSION that holds one version of a model. Where a BUNDLE is asked for, the folder of the \
            model does too: it means its newest version.

            Exit codes: 0 success, 2 wrong command line, 3 a model file or a table was refused, 4 the bundle was refused, \
            5 a file could not be read or written.
            """,
        version: Version.current,
        subcommands: [
            InspectCommand.self,
            VerifyCommand.self,
            DiffCommand.self,
            ImportCommand.self,
            ProbeCommand.self,
            CertifyCommand.self,
            BaselineCommand.self,
            EvaluateCommand.self,
            KeygenCommand.self,
            SignCommand.self,
            PackCommand.self,
            UnpackCommand.self,
        ])

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as BundleError {
            end(error.description, error.exitCode)
        } catch let error as ImportFailure {
            end(error.message, error.code)
        } catch let error as InputError {
            end(error.description, error.kind == .badData ? .badData : .environment)
        } catch let error as KeyError {
            end(error.description, error.exitCode)
        } catch let error as ProofFailure {
            end(error.message, error.code, details: error.details)
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            StandardError.write(fullMessage(for: error) + "\n")
            exit(withError: ArgumentParser.ExitCode(Base.ExitCode.usage.rawValue))
        }
    }

    private static func end(_ reason: String, _ code: Base.ExitCode, details: [String] = []) -> Never {
        StandardError.write("bundle: error: \(Printable.text(reason))\n")
        for line in details { StandardError.write("  \(Printable.text(line))\n") }
        exit(withError: ArgumentParser.ExitCode(code.rawValue))
    }
}
