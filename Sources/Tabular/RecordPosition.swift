/// A place between two records of an input: where a reader may begin and where a block ends.
public struct RecordPosition: Sendable, Equatable {
    /// Offset in the decompressed bytes.
    public var byteOffset: Int
    /// 1-based line that begins there; a matrix counts a row as a line.
    public var line: Int
    /// Records before it.
    public var row: Int

    public init(byteOffset: Int, line: Int, row: Int) {
        self.byteOffset = byteOffset
        self.line = line
        self.row = row
    }

    /// The beginning of the input: a reader finds its first record itself.
    public static let start = RecordPosition(byteOffset: 0, line: 1, row: 0)
}
