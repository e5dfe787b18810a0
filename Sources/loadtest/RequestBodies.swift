import Base
import Codecs
import LoadTesting
import SystemPackage
import Tabular

/// The bodies that are sent, in memory: read from files, or made of a table's rows.
struct RequestBodies {
    /// A nil body is none at all: no Content-Length is sent.
    private let bodies: [[UInt8]?]
    /// As they were named.
    let names: [String]
    let contentType: String
    /// The rows that they were made of; nil when they are files.
    let rows: RowBodies?
    let rowsPerRequest: Int

    /// All bodies of a run.
    static let byteCountMax = 1 << 30

    init(_ requests: RequestOptions, _ options: RowOptions) throws {
        rowsPerRequest = options.rowsPerRequest
        if let csv = options.csv {
            let rows = try Self.rows(csv, options)
            self.rows = rows
            names = [csv]
            contentType = requests.contentType ?? rows.form.contentType
            bodies = try Self.bodies(of: rows)
        } else {
            rows = nil
            names = requests.bodyFiles
            contentType = requests.contentType ?? "application/json"
            bodies = names.isEmpty ? [nil] : try Self.contents(names)
        }
    }

    private static func contents(_ files: [String]) throws -> [[UInt8]?] {
        var byteCount = 0
        return try files.map { file in
            let body = try MappedFile(path: FilePath(file), byteCountMax: Self.byteCountMax)
            byteCount += unsafe body.bytes.count
            try check(byteCount)
            return unsafe Array(body.bytes)
        }
    }

    private static func rows(_ csv: String, _ options: RowOptions) throws -> RowBodies {
        let (rowCountMax, _) = options.bodies.multipliedReportingOverflow(by: options.rowsPerRequest)
        do {
            let table = try RowTable(path: csv, selection: options.selection, rowCountMax: rowCountMax)
            var rows = try RowBodies(table, as: options.protocol, rowsPerBody: options.rowsPerRequest)
            rows.tensorName = options.tensorName
            rows.tensorType = options.tensorType
            return rows
        } catch let error as InputError {
            throw LoadFailure(.environment, error.description)
        } catch let refusal as RowBodies.BodyRefusal {
            throw LoadFailure(.environment, "\(csv): \(refusal)")
        }
    }

    private static func bodies(of rows: RowBodies) throws -> [[UInt8]?] {
        var byteCount = 0
        return try (0..<rows.count).map { index in
            let body = rows.body(index)
            byteCount += body.count
            try check(byteCount)
            return body
        }
    }

    private static func check(_ byteCount: Int) throws {
        guard byteCount <= byteCountMax else {
            throw LoadFailure(.environment, "the bodies have more than 1 GiB in all, which is what is accepted; use fewer")
        }
    }

    var count: Int { bodies.count }
    var byteCounts: [Int] { bodies.map { $0?.count ?? 0 } }

    /// The bodies with heads before them.
    func requests(_ options: RequestOptions, url: TargetURL, keepsBodies: Bool) -> RequestSet {
        RequestSet(
            method: RequestOptions.methods[methodName(options)] ?? .other,
            messages: bodies.map { head(options, url: url, bodyByteCount: $0?.count) + ($0 ?? []) }, keepsBodies: keepsBodies)
    }

    func methodName(_ options: RequestOptions) -> String { options.method ?? (bodies[0] == nil ? "GET" : "POST") }

    private func head(_ options: RequestOptions, url: TargetURL, bodyByteCount: Int?) -> [UInt8] {
        let fields = options.header.compactMap { RequestOptions.field($0) }
        let names = Set(fields.map { $0.name.lowercased() })
        var text = "\(methodName(options)) \(url.target) HTTP/1.1\r\n"
        if !names.contains("host") { text += "Host: \(url.authority)\r\n" }
        if !names.contains("user-agent") { text += "User-Agent: espalier-loadtest/\(Version.current)\r\n" }
        if let bodyByteCount { text += "Content-Type: \(contentType)\r\nContent-Length: \(bodyByteCount)\r\n" }
        for field in fields { text += "\(field.name): \(field.value)\r\n" }
        return Array((text + "\r\n").utf8)
    }

    /// What is sent, in a few words.
    var words: String {
        guard bodies[0] != nil else { return "no body" }
        let average = Printable.count(byteCounts.reduce(0, +) / count, "byte")
        if let rows {
            let size = "\(Printable.count(rows.rowsPerBody, "row")) each (\(rows.form.rawValue), \(average))"
            return "\(Printable.count(count, "body", plural: "bodies")) of \(size)"
        }
        return count == 1 ? "a body of \(average)" : "\(Printable.count(count)) bodies in turn, \(average) on average"
    }
}
