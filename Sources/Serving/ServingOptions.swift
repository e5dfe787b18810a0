internal import Codecs

/// What an operator may choose about the listeners' resources; docs/http-api.md lists them.
public struct ServingOptions: Sendable {
    /// The path that all resources lie below, for balancers that do not take theirs off: empty, or as ``isBasePath(_:)`` wants it.
    public var basePath = ""
    /// The model that `/predict` asks; with one model that one when nothing is said.
    public var defaultModel: String?
    /// Rows of one request.
    public var rowCountMax = 10_000
    /// Bytes of one answer: predictions of many rows can be larger than the rows.
    public var answerByteCountMax = 64 << 20
    /// Bytes of one body, as the loop's limits have it: the memory in which bodies are worked out is taken for it at start.
    public var bodyByteCountMax = 1 << 20
    /// Arrays and objects inside one another in a body; 64 at most, 3 have room for every shape of one.
    public var jsonDepthMax = JSONLimits.depthCeiling
    /// Fields of a body's object, or of one row's, that are no feature: each is remembered, in memory that is taken at start.
    public var extraFieldCountMax = JSONMemberNames.standardCountMax
    /// Balancers in front of the listener that are trusted to append to `X-Forwarded-For` who asked them: the access log's client is who asked
    /// the first of them. 0 believes none; 16 at most.
    public var trustedHopCount = 0
    /// Bytes of the smallest answer that is compressed for a client that takes it; 0 compresses none.
    public var compressedByteCountMin = 1024
    /// Whether rows of several requests are scored together.
    public var gather = GatherChoice.auto
    /// Which answers carry the id of their request.
    public var requestIDs = RequestIDChoice.echo
    /// Series of one scrape: more would burden the monitoring, not this process. The first models by name that fit have their own, those of
    /// all others are added up.
    public var metricsSeriesCountMax = 20_000
    /// The least of these that has room for all models added up.
    public static let metricsSeriesCountMin = 1_000
    /// Whether models are told under Triton's names as well.
    public var writesTritonMetrics = false
    /// What the metrics call the place where this server runs: `production`, say.
    public var environment = ""
    /// The folder that models were read from, whose file system is watched.
    public var modelFolder: String?

    public init() {}

    /// Whether `path` can be a base path: `/ml`, `/v1/models`; segments of letters, digits and `-._~`, none of them `.` or `..`. Nothing that
    /// is percent-encoded, so that a path has one spelling.
    public static func isBasePath(_ path: String) -> Bool {
        guard path.hasPrefix("/"), path.utf8.count <= basePathByteCountMax else { return false }
        return path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).allSatisfy(isSegment)
    }

    public static let basePathByteCountMax = 1024

    private static func isSegment(_ segment: Substring) -> Bool {
        guard !segment.isEmpty, segment != ".", segment != ".." else { return false }
        return segment.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
            default: false
            }
        }
    }
}
