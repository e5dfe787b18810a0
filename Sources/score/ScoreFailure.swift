internal import Base
internal import Bundles
internal import Tabular

/// Why a run ended without its output: what the user is told, and the exit code for its kind.
struct ScoreFailure: Error {
    var code: Base.ExitCode
    var message: String

    init(_ code: Base.ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The same with more words at the end.
    func adding(_ words: String) -> ScoreFailure { ScoreFailure(code, message + words) }

    init(_ error: InputError) { self.init(error.kind == .badData ? .badData : .environment, error.description) }

    init(_ error: BundleError) { self.init(error.exitCode, error.description) }
}
