import Base

/// Why a run ended without figures: what the user is told, and the exit code for its kind.
struct LoadFailure: Error {
    var code: ExitCode
    var message: String

    init(_ code: ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
