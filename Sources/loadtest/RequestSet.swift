import Base
import Codecs
import Network
import SystemPackage

/// The requests of a run, each whole in memory as it is sent; the same for all threads.
@safe final class RequestSet: @unchecked Sendable {
    private let requests: [ClientRequest]
    let bodyByteCounts: [Int]

    /// All bodies of a run.
    static let bodyByteCountMax = 1 << 30

    /// Reads the bodies and puts the heads before them.
    init(_ options: RequestOptions, url: TargetURL) throws {
        var bodies: [MappedFile?] = []
        var byteCount = 0
        for file in options.bodyFiles {
            let body = try MappedFile(path: FilePath(file), byteCountMax: Self.bodyByteCountMax)
            byteCount += unsafe body.bytes.count
            bodies.append(body)
        }
        guard byteCount <= Self.bodyByteCountMax else {
            throw LoadFailure(.environment, "the bodies have \(Printable.count(byteCount, "byte")); 1 GiB in all is accepted")
        }
        if bodies.isEmpty { bodies = [nil] }
        bodyByteCounts = bodies.map { unsafe $0?.bytes.count ?? 0 }
        let method = RequestOptions.methods[options.methodName] ?? .other
        requests = bodies.map { body in
            let bodyByteCount = unsafe body?.bytes.count
            let head = Self.head(options, url: url, bodyByteCount: bodyByteCount)
            let message = UnsafeMutableRawBufferPointer.allocate(byteCount: head.count + (bodyByteCount ?? 0), alignment: 64)
            unsafe message.copyBytes(from: head)
            if let body { unsafe UnsafeMutableRawBufferPointer(rebasing: message[head.count...]).copyMemory(from: body.bytes) }
            return unsafe ClientRequest(method: method, message: UnsafeRawBufferPointer(message))
        }
    }

    deinit {
        for request in requests { unsafe request.message.deallocate() }
    }

    var count: Int { requests.count }

    /// Request number `index`; valid as long as the set.
    func request(_ index: Int) -> ClientRequest { requests[index] }

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
