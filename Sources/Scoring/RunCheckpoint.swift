internal import Codecs

/// A moment between two blocks of a run: everything before it is in the output for good, nothing after it is.
public struct RunCheckpoint: Sendable, Equatable {
    /// The input whose rows come next, by its place in the list; the number of inputs when all are done.
    public var input = 0
    /// Where in it, in its uncompressed text.
    public var byteOffset = 0
    public var line = 1
    public var row = 0
    /// Rows met in all inputs so far, also those that were not asked for.
    public var rowCount = 0
    /// The output that is being written, by its place among the run's outputs, and the bytes that belong to the run's output so far.
    public var output = 0
    public var outputByteCount = 0
    public var outputRowCount = 0
    /// Bytes of the outputs before that one.
    public var earlierByteCount = 0
    public var rejectByteCount = 0
    public var rejectLineCount = 0
    /// Rows that the output cannot be read for: refused before their fields were looked at.
    public var malformedRowCount = 0
    public var inputByteCount = 0
    /// Of the feature contract, as `ContractCounts` lists them.
    public var contractCounts: [Int] = []
    /// Of the report, if one was asked for; and where its bins end.
    public var distributionCounts: [Int] = []
    public var distributionEdges: [[Double]] = []
    /// Outputs up to this one are whole, and have their names or are to be given them.
    public var wholeOutputCount = 0

    public init() {}

    var json: JSONValue {
        .object(
            Self.counts.map { .init($0.0, JSONValue(self[keyPath: $0.1])) } + [
                .init("contract", JSONValue(contractCounts)), .init("distributions", JSONValue(distributionCounts)),
                .init("edges", .array(distributionEdges.map { JSONValue($0) })),
            ])
    }

    init(_ reader: JSONReader) throws(JSONFieldError) {
        self = try reader.object { object throws(JSONFieldError) in
            var read = RunCheckpoint()
            for (name, path) in Self.counts { read[keyPath: path] = try object.int(name, in: 0...Int.max) }
            read.contractCounts = try object.member("contract").ints(in: 0...Int.max)
            read.distributionCounts = try object.member("distributions").ints(in: 0...Int.max)
            for edges in try object.member("edges").array() {
                read.distributionEdges.append(try edges.doubles(allowingNonFinite: true))
            }
            return read
        }
    }

    private static var counts: [(String, WritableKeyPath<RunCheckpoint, Int>)] {
        [
            ("input", \.input), ("byte", \.byteOffset), ("line", \.line), ("row", \.row), ("rows", \.rowCount),
            ("output", \.output), ("output_bytes", \.outputByteCount), ("output_rows", \.outputRowCount),
            ("earlier_output_bytes", \.earlierByteCount), ("reject_bytes", \.rejectByteCount),
            ("reject_lines", \.rejectLineCount), ("malformed_rows", \.malformedRowCount), ("input_bytes", \.inputByteCount),
            ("whole_outputs", \.wholeOutputCount),
        ]
    }
}
