/// A file's name taken apart: `part-1.csv.gz` is `part-1`, `csv`, `gz`.
public struct OutputName: Sendable, Equatable {
    public let stem: String
    /// Lower case, without its point; nil when there is none that is known.
    public let formExtension: String?
    public let compressionExtension: String?

    private static let forms: Set<String> = ["csv", "tsv", "txt", "ndjson", "jsonl", "json", "npy", "bin", "raw"]
    private static let compressions: Set<String> = ["gz", "zst"]

    /// `path` may have folders before the name.
    public init(_ path: String) {
        var rest = path.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init) ?? ""
        func take(_ known: Set<String>) -> String? {
            guard let point = rest.lastIndex(of: "."), point != rest.startIndex else { return nil }
            let ending = rest[rest.index(after: point)...].lowercased()
            guard known.contains(ending) else { return nil }
            rest = String(rest[..<point])
            return ending
        }
        compressionExtension = take(Self.compressions)
        formExtension = take(Self.forms)
        stem = rest
    }

    /// The name of the output that belongs to an input: `part-1.scored.csv.gz`, of a shard `part-1.scored-0-of-4.csv.gz`.
    public func scored(_ format: OutputFormat, _ compression: OutputCompression, shard: ShardNumber?) -> String {
        let part = shard.map { "-\($0.index)-of-\($0.count)" } ?? ""
        return "\(stem).scored\(part).\(format.rawValue)\(compression.fileExtension)"
    }
}
