public import Tabular

/// What the bytes of an input are, once decompressed.
public enum InputFormat: Sendable, Equatable {
    /// Text in records and fields.
    case csv(CSVDialect)
    /// A JSON value a line: an object of features by name, or an array of them in the contract's order.
    case ndjson
    /// NumPy's own file of one matrix; the header says its shape and type.
    case npy
    /// Numbers row by row and nothing else.
    case raw(MatrixShape)

    /// The format that a name says: its extension, below one of a compression. Nil when it says none: also for raw matrices,
    /// whose shape no name says.
    public static func guess(path: String) -> InputFormat? {
        var name = path.lowercased()[...]
        for ending in [".gz", ".zst"] where name.hasSuffix(ending) {
            name = name.dropLast(ending.count)
            break
        }
        guard let dot = name.lastIndex(of: ".") else { return nil }
        switch name[name.index(after: dot)...] {
        case "csv": return .csv(.standard)
        case "tsv": return .csv(.tabs)
        case "ndjson", "jsonl": return .ndjson
        case "npy": return .npy
        default: return nil
        }
    }
}
