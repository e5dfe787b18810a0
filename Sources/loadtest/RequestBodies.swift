import Base
import Codecs
import LoadTesting
import SystemPackage

/// The bodies that are sent, read into memory.
struct RequestBodies {
    /// A nil body is none at all: no Content-Length is sent.
    private let bodies: [[UInt8]?]

    /// All bodies of a run.
    static let byteCountMax = 1 << 30

    init(_ options: RequestOptions) throws {
        var bodies: [[UInt8]?] = []
        var byteCount = 0
        for file in options.bodyFiles {
            let body = try MappedFile(path: FilePath(file), byteCountMax: Self.byteCountMax)
            byteCount += unsafe body.bytes.count
            bodies.append(unsafe Array(body.bytes))
        }
        guard byteCount <= Self.byteCountMax else {
            throw LoadFailure(.environment, "the bodies have \(Printable.count(byteCount, "byte")); 1 GiB in all is accepted")
        }
        self.bodies = bodies.isEmpty ? [nil] : bodies
    }

    var byteCounts: [Int] { bodies.map { $0?.count ?? 0 } }

    /// The bodies with heads before them.
    func requests(_ options: RequestOptions, url: TargetURL) -> RequestSet {
        RequestSet(
            method: RequestOptions.methods[options.methodName] ?? .other,
            messages: bodies.map { Self.head(options, url: url, bodyByteCount: $0?.count) + ($0 ?? []) })
    }

    private static func head(_ options: RequestOptions, url: TargetURL, bodyByteCount: Int?) -> [UInt8] {
        let fields = options.header.compactMap { RequestOptions.field($0) }
        let names = Set(fields.map { $0.name.lowercased() })
        var text = "\(options.methodName) \(url.target) HTTP/1.1\r\n"
        if !names.contains("host") { text += "Host: \(url.authority)\r\n" }
        if !names.contains("user-agent") { text += "User-Agent: espalier-loadtest/\(Version.current)\r\n" }
        if let bodyByteCount { text += "Content-Type: \(options.contentType)\r\nContent-Length: \(bodyByteCount)\r\n" }
        for field in fields { text += "\(field.name): \(field.value)\r\n" }
        return Array((text + "\r\n").utf8)
    }
}
