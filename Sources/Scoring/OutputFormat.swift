/// The form of the output.
public enum OutputFormat: String, Sendable, CaseIterable {
    /// RFC 4180 with a header line.
    case csv
    /// One JSON object a line.
    case ndjson
    /// NumPy's matrix of float32 or float64.
    case npy

    /// The form that a file's name says, below `.gz` and `.zst`; nil when it says none.
    public init?(fileName: String) {
        switch OutputName(fileName).formExtension {
        case "csv", "tsv": self = .csv
        case "ndjson", "jsonl": self = .ndjson
        case "npy": self = .npy
        default: return nil
        }
    }
}

/// How output blocks are compressed, each for itself.
public enum OutputCompression: String, Sendable, CaseIterable {
    case none
    case gzip
    case zstd

    /// What a file's name says.
    public init(fileName: String) {
        switch OutputName(fileName).compressionExtension {
        case "gz": self = .gzip
        case "zst": self = .zstd
        default: self = .none
        }
    }

    /// With its point; empty for none.
    public var fileExtension: String {
        switch self {
        case .none: ""
        case .gzip: ".gz"
        case .zstd: ".zst"
        }
    }
}
