internal import ArgumentParser
internal import Records
internal import Tabular

/// The form of an input, where its name does not say it.
enum InputForm: String, ExpressibleByArgument, CaseIterable {
    case csv, tsv, ndjson, npy, raw
}

enum NumberForm: String, ExpressibleByArgument, CaseIterable {
    case float32, float64
}

/// What the input is.
struct InputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Also the inputs that this file lists, one path a line; - reads the list from standard input.", valueName: "list"))
    var filesFrom: String?

    @Option(
        help: ArgumentHelp(
            "csv, tsv, ndjson, npy or raw; by default what the name says below .gz and .zst (.csv .tsv .ndjson .jsonl .npy), else csv. "
                + "gzip and zstd are known by content.", valueName: "format"))
    var inputFormat: InputForm?

    @Option(help: ArgumentHelp("CSV: the character between fields (default: a comma, of tsv a tab).", valueName: "char"))
    var delimiter: String?

    @Flag(help: "CSV: there is no header line; the columns are the model's features in their order.")
    var noHeader = false

    @Option(help: ArgumentHelp("raw: the numbers' type, float32 or float64, little endian.", valueName: "type"))
    var rawType = NumberForm.float32

    @Option(help: ArgumentHelp("raw: numbers of a row.", valueName: "n"))
    var rawColumns: Int?

    @Flag(help: "Take rows as they come and write each at once: for pipes whose other end waits for answers.")
    var flushLines = false

    func check() throws {
        if let rawColumns, MatrixShape(number: .float32, columnCount: rawColumns) == nil {
            throw ValidationError("--raw-columns is a whole number from 1 to \(RecordLimits.columnCountMax).")
        }
        if inputFormat == .raw && rawColumns == nil { throw ValidationError("--input-format raw needs --raw-columns.") }
        if inputFormat != .raw && rawColumns != nil { throw ValidationError("--raw-columns is for --input-format raw.") }
        if let delimiter, Self.byte(delimiter) == nil {
            throw ValidationError("--delimiter is one ASCII character (or \\t) other than a quote or a line end.")
        }
    }

    /// The form of the input at `path`.
    func format(_ path: String) -> InputFormat {
        switch inputFormat {
        case .csv: return .csv(dialect(.standard))
        case .tsv: return .csv(dialect(.tabs))
        case .ndjson: return .ndjson
        case .npy: return .npy
        case .raw: return .raw(MatrixShape(number: rawType == .float32 ? .float32 : .float64, columnCount: rawColumns ?? 1)!)
        case nil:
            let guess = InputFormat.guess(path: path) ?? .csv(.standard)
            if case .csv(let dialect) = guess { return .csv(self.dialect(dialect)) }
            return guess
        }
    }

    private func dialect(_ dialect: CSVDialect) -> CSVDialect {
        CSVDialect(delimiter: delimiter.flatMap(Self.byte) ?? dialect.delimiter, hasHeader: !noHeader)!
    }

    private static func byte(_ text: String) -> UInt8? {
        let bytes = text == "\\t" ? [UInt8(ascii: "\t")] : Array(text.utf8)
        guard bytes.count == 1, CSVDialect(delimiter: bytes[0], hasHeader: true) != nil else { return nil }
        return bytes[0]
    }
}
