import Base

/// Why an import ended without a bundle: what the user is told, and the exit code for its kind.
struct ImportFailure: Error {
    var code: Base.ExitCode
    var message: String

    init(_ code: Base.ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
