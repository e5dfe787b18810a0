import Base
import SystemPackage
import Tabular

/// Why probing or certifying ended: what the user is told, and the exit code for its kind.
struct ProofFailure: Error {
    var code: Base.ExitCode
    var message: String
    /// More lines behind it.
    var details: [String] = []

    init(_ code: Base.ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: InputError) {
        self.init(error.kind == .environment ? .environment : .badData, error.description)
    }

    init(_ error: SystemCallError) { self.init(.environment, error.description) }
}
