import Base
import Bundles
import ForestTraining
import Tabular

/// Why a run ended without a bundle: what the user is told, and the exit code for its kind.
struct TrainFailure: Error {
    var code: Base.ExitCode
    var message: String

    init(_ code: Base.ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The kind and words of any error that a run can end with.
    init(_ error: any Error) {
        switch error {
        case let failure as TrainFailure: self = failure
        case let error as InputError: self.init(error.kind == .badData ? .badData : .environment, error.description)
        case let error as BundleError: self.init(error.exitCode, error.description)
        case let error as SystemCallError: self.init(.environment, error.description)
        case let error as TrainingError:
            switch error {
            case .badParameter: self.init(.usage, error.description)
            case .badLabels, .badRows, .badModel, .tooLarge: self.init(.badData, error.description)
            case .threads: self.init(.environment, error.description)
            }
        default: self.init(.internalFailure, "\(error)")
        }
    }
}
