package import Base

/// Why a run ended without figures: what the user is told, and the exit code for its kind.
package struct LoadFailure: Error {
    package var code: ExitCode
    package var message: String

    package init(_ code: ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
