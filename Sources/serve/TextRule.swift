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
    case outputFile
    case environmentName

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
        case .outputFile: "nothing, the path of a file, or -"
        case .environmentName:
            "nothing, or a name of at most \(Self.environmentByteCountMax) letters and digits of ASCII, '.', '_' and '-'"
        }
    }

    func accepts(_ text: String) -> Bool {
        switch self {
        case .folder, .file: !text.isEmpty && !text.utf8.contains(0)
        case .host: Listener.isAddress(text)
        case .basePath: text.isEmpty || ServingOptions.isBasePath(text)
        case .keyFile, .outputFile: !text.utf8.contains(0)
        case .environmentName: text.utf8.count <= Self.environmentByteCountMax && text.utf8.allSatisfy(Self.isNameByte)
        case .modelName: text.isEmpty || BundleName.problem(with: text) == nil
        }
    }
    private static let environmentByteCountMax = 64

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
