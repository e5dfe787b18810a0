/// Why a bundle was refused: the file, the field in it, and what is accepted.
public struct BundleError: Error, Equatable, CustomStringConvertible {
    /// Path of the bundle as it was given.
    public var bundle: String
    /// Name of the file in the bundle; nil when the bundle as a whole is meant.
    public var file: String?
    /// Field in that file, as a path: `features[3].transforms[0].type`.
    public var field: String?
    public var reason: String

    public init(bundle: String, file: String? = nil, field: String? = nil, reason: String) {
        self.bundle = bundle
        self.file = file
        self.field = field
        self.reason = reason
    }

    public var description: String {
        var text = bundle
        if let file { text += "/" + file }
        if let field { text += ": " + field }
        return text + ": " + reason
    }
}
