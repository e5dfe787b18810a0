import ArgumentParser
import Codecs

/// What is sent.
struct RequestOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Files whose contents are the bodies, separated by commas; several are sent in turn. None: requests without a body.",
            valueName: "file,..."))
    var body: String?

    @Option(
        help: ArgumentHelp(
            "GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS (default: POST with a body, else GET).", valueName: "method"))
    var method: String?

    @Option(help: ArgumentHelp("The type of the bodies (default: the protocol's, else application/json).", valueName: "type"))
    var contentType: String?

    @Option(help: ArgumentHelp("A further header field; may be given more than once.", valueName: "name: value"))
    var header: [String] = []

    static let methods: [String: HTTPMethod] = [
        "GET": .get, "HEAD": .head, "POST": .post, "PUT": .put, "PATCH": .patch, "DELETE": .delete, "OPTIONS": .options,
    ]
    /// Far more than there is reason to send; each is held in memory.
    static let bodyCountMax = 1000
    static let headerCountMax = 100
    /// Fields that say where a message ends or whether the connection is kept.
    private static let ownFields: Set<String> = [
        "connection", "content-length", "content-type", "expect", "transfer-encoding", "upgrade",
    ]

    var bodyFiles: [String] { body?.split(separator: ",").map(String.init) ?? [] }

    func validate() throws {
        if let method, Self.methods[method] == nil {
            throw ValidationError("--method '\(method)': GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS are accepted.")
        }
        if body != nil, bodyFiles.isEmpty || bodyFiles.count > Self.bodyCountMax {
            throw ValidationError("--body: names of 1 to \(Self.bodyCountMax) files, separated by commas, are accepted.")
        }
        guard header.count <= Self.headerCountMax else {
            throw ValidationError("--header: at most \(Self.headerCountMax) are accepted.")
        }
        for text in ["Content-Type: " + (contentType ?? "")] + header {
            guard let field = Self.field(text) else {
                throw ValidationError("--header '\(text)': 'Name: value' is accepted, in printable ASCII.")
            }
            if Self.ownFields.contains(field.name.lowercased()), field.name != "Content-Type" || header.contains(text) {
                throw ValidationError("--header '\(field.name)': loadtest sets this field itself (--content-type sets the type).")
            }
        }
    }

    /// The parts of `Name: value`; nil when it is no field line.
    static func field(_ text: String) -> (name: String, value: String)? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = String(text[..<colon])
        let value = text[text.index(after: colon)...].drop { $0 == " " }
        let marks = "!#$%&'*+-.^_`|~"
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || marks.contains($0)) }) else {
            return nil
        }
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
        return (name, String(value))
    }
}
