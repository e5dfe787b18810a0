import ArgumentParser
import Base
import Codecs
import Glibc
import Tabular

/// Rows of a request from JSON to the numbers that the forest reads: as runs of numbers, and the same elements token by token.
///
/// Thread CPU time, median over the repetitions, both ways in turn so that what else the machine does meets both.
struct JSONBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "json", abstract: "Read rows of JSON numbers, by runs and by tokens.")

    @Option(help: "Rows of the document.")
    var rows = 64
    @Option(help: "Numbers of a row.")
    var features = 28
    @Option(help: "Digits behind the point.")
    var digits = 6
    @Option(help: "Width that the numbers are rounded to: float32 or float64.")
    var width = "float32"
    @Option(help: "Repetitions of some 20,000 rows.")
    var repetitions = 21

    func run() throws {
        guard let inputWidth = InputWidth.allCases.first(where: { "\($0)" == width }) else {
            throw ValidationError("--width \(width): accepted are float32 and float64")
        }
        let contract = FeatureContract(
            features: (0..<features).map { Feature(name: "f\($0)", kind: .numeric, transforms: [.identity]) },
            missingMarkers: ["", "NA"], policy: .observe)
        let encoder = RowEncoder(contract, width: inputWidth)
        let document = document()
        var (byRuns, byTokens): ([Double], [Double]) = ([], [])
        let passes = max(1, 20_000 / max(1, rows))
        for _ in 0..<max(1, repetitions) {
            byRuns.append(try nanosecondsPerRow(document, encoder, passes, runs: true))
            byTokens.append(try nanosecondsPerRow(document, encoder, passes, runs: false))
        }
        let (runs, tokens) = (Self.median(byRuns), Self.median(byTokens))
        print(
            """
            {"rows": \(rows), "features": \(features), "bytes": \(document.count), "width": "\(width)", \
            "runs_ns_per_row": \(Self.tenths(runs)), "tokens_ns_per_row": \(Self.tenths(tokens)), \
            "tokens_by_runs": \((tokens / runs * 100).rounded() / 100)}
            """)
    }

    /// Numbers around 0, as many digits behind the point as are asked for.
    private func document() -> [UInt8] {
        var random = SeededRandom(seed: 1)
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let lines = (0..<rows).map { _ in
            let numbers = (0..<features).map { _ in "\(((random.nextUnit() * 6 - 3) * scale).rounded() / scale)" }
            return "[" + numbers.joined(separator: ",") + "]"
        }
        return Array(("[" + lines.joined(separator: ",") + "]").utf8)
    }

    private func nanosecondsPerRow(_ document: [UInt8], _ encoder: RowEncoder, _ passes: Int, runs: Bool) throws -> Double {
        var row = [UInt8](repeating: 0, count: encoder.rowByteCount)
        let start = Self.cpuNanoseconds
        for _ in 0..<passes {
            try unsafe document.withUnsafeBufferPointer { document in
                var cursor = unsafe try JSONCursor(document, scratch: UnsafeMutableBufferPointer(start: nil, count: 0))
                try unsafe row.withUnsafeMutableBytes { row in
                    try unsafe Self.readRows(&cursor, encoder, row.baseAddress!, runs: runs)
                }
            }
        }
        return Double(Self.cpuNanoseconds - start) / Double(passes * max(1, rows))
    }

    private static func readRows(
        _ cursor: inout JSONCursor, _ encoder: RowEncoder, _ row: UnsafeMutableRawPointer, runs: Bool
    ) throws(JSONError) {
        var token = JSONToken()
        try cursor.next(into: &token)
        while try cursor.nextElement(into: &token) {
            var feature = runs ? unsafe encoder.encodeNumbers(&cursor, from: 0, row: row) : 0
            while try cursor.nextElement(into: &token) {
                _ = unsafe encoder.encode(number: token.number, text: token.text, feature: feature, row: row)
                feature += 1
            }
        }
        try cursor.finish()
    }

    /// Of this thread.
    private static var cpuNanoseconds: UInt64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private static func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
