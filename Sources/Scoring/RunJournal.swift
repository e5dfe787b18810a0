public import Codecs

/// A run's progress as a file holds it: a line that says what is run, then a line for each checkpoint, JSON all of them.
///
/// Lines are only ever added, each synced after the output that it speaks of. So the last whole line is true whenever the machine stops, and
/// what a torn write left after it is passed over.
public enum RunJournal {
    /// What an earlier run left.
    public struct Contents: Sendable, Equatable {
        public var description: RunDescription
        /// Nil: nothing was done yet.
        public var checkpoint: RunCheckpoint?
        /// Bytes of whole lines; new ones follow them.
        public var byteCount: Int
    }

    public static let byteCountMax = 1 << 30

    /// The first line.
    public static func line(_ description: RunDescription) -> String { description.json.text(indented: false) + "\n" }

    public static func line(_ checkpoint: RunCheckpoint) -> String { checkpoint.json.text(indented: false) + "\n" }

    /// Reads a journal. Nil when not even its first line is whole: nothing was done then. A whole first line that says something else is an
    /// error.
    public static func contents(_ bytes: [UInt8]) throws(JSONFieldError) -> Contents? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // What follows the last line feed is no whole line.
        guard lines.count >= 2, let first = value(lines[0]) else { return nil }
        var contents = Contents(
            description: try RunDescription(JSONReader(first)), checkpoint: nil, byteCount: lines[0].count + 1)
        for line in lines[1..<(lines.count - 1)] {
            guard let value = value(line), let checkpoint = try? RunCheckpoint(JSONReader(value)) else { break }
            contents.checkpoint = checkpoint
            contents.byteCount += line.count + 1
        }
        return contents
    }

    private static func value(_ line: ArraySlice<UInt8>) -> JSONValue? { try? JSONValue.parse(Array(line)) }
}
