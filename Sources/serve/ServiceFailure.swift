internal import Base
internal import Bundles

/// Why the server does not start.
struct ServiceFailure: Error {
    var reason: String
    var exitCode: ExitCode

    init(_ reason: String, exitCode: ExitCode) {
        self.reason = reason
        self.exitCode = exitCode
    }

    /// What the parts of the server throw: a bundle's error has its own exit code, and what a system call says is the environment's fault.
    init(_ error: any Error) {
        switch error {
        case let failure as ServiceFailure: self = failure
        case let error as BundleError: self.init("\(error)", exitCode: error.exitCode)
        default: self.init("\(error)", exitCode: .environment)
        }
    }
}
