public import Base
public import SystemPackage

/// Why a bundle was refused or could not be written: the file, the field in it, and what is accepted.
public struct BundleError: Error, Equatable, CustomStringConvertible {
    /// Whose fault it is.
    public enum Cause: Sendable, Equatable {
        /// What was asked for cannot be: the name of a model, a version that exists.
        case request
        /// The bundle is damaged, truncated, hostile or of an unknown version.
        case bundle
        /// A system call failed: a missing folder, a full disk.
        case system(Errno)
    }

    public var cause: Cause
    /// Path of the bundle as it was given.
    public var bundle: String
    /// Name of the file in the bundle; nil when the bundle as a whole is meant.
    public var file: String?
    /// Field in that file, as a path: `features[3].transforms[0].type`.
    public var field: String?
    public var reason: String

    public init(bundle: String, file: String? = nil, field: String? = nil, reason: String, cause: Cause = .bundle) {
        self.cause = cause
        self.bundle = bundle
        self.file = file
        self.field = field
        self.reason = reason
    }

    init(_ error: SystemCallError, bundle: String, file: String? = nil) {
        self.init(
            bundle: bundle, file: file, reason: "\(error.call): \(error.errno.description)", cause: .system(error.errno))
    }

    /// With what a command ends that fails by this error.
    public var exitCode: ExitCode {
        switch cause {
        case .request: .usage
        case .bundle: .badBundle
        case .system: .environment
        }
    }

    public var description: String {
        var text = bundle
        if let file { text += "/" + file }
        if let field { text += ": " + field }
        return text + ": " + reason
    }
}
