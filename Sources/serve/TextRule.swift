internal import Bundles
internal import Network
internal import Serving

/// What the text of a setting has to be.
enum TextRule: Sendable {
    case folder
    case file
    case host
    case basePath
    case modelName
    case keyFile

    /// For messages.
    var expectation: String {
        switch self {
        case .folder: "the path of a folder"
        case .file: "the path of a file"
        case .host: "an IPv4 or IPv6 address"
        case .basePath:
            "nothing, or a path such as /ml/v1 that begins with / and ends without: of a-z A-Z 0-9 - . _ ~, without . and .. as "
                + "parts, \(ServingOptions.basePathByteCountMax) bytes at most"
        case .modelName: "nothing, or the name of a model"
        case .keyFile: "nothing, or the path of a public key file (PEM)"
        }
    }

    func accepts(_ text: String) -> Bool {
        switch self {
        case .folder, .file: !text.isEmpty && !text.utf8.contains(0)
        case .host: Listener.isAddress(text)
        case .basePath: text.isEmpty || ServingOptions.isBasePath(text)
        case .keyFile: !text.utf8.contains(0)
        case .modelName: text.isEmpty || BundleName.problem(with: text) == nil
        }
    }
}
