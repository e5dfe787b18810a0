import Base
import LoadTesting

extension LoadResult {
    /// The table that is printed after the run.
    var text: String {
        var lines = verdictLines
        lines += [
            row("requests", "\(Printable.count(tally.succeededCount)) answered, \(Self.rate(requestsPerSecond)) requests/s"),
            row("bytes", "\(Self.bytes(tally.sentByteCount)) sent, \(Self.bytes(tally.receivedByteCount)) received"),
        ]
        lines += latencyLines + errorLines
        if tally.resentCount > 0 {
            lines.append(row("resent", "\(Printable.count(tally.resentCount)): the server had closed the kept connection"))
        }
        if tally.warmUpFailureCount > 0 {
            lines.append(row("warm-up", "\(Printable.count(tally.warmUpFailureCount, "failure")), not counted above"))
        }
        if tally.unfinishedCount > 0 {
            lines.append(row("unfinished", "\(Printable.count(tally.unfinishedCount)), not awaited"))
        }
        if isInterrupted { lines.append("\nended early by a signal, after \(Printable.duration(seconds)) of measuring") }
        if tally.succeededCount > 0, !settings.shape.isOpen { lines.append("\n" + Self.closedLoopWords) }
        return lines.joined(separator: "\n")
    }

    /// First of all: whoever reads the figures has read this.
    private var verdictLines: [String] {
        guard !verdict.isValid else { return [] }
        return ["NOT VALID: these figures are not to be trusted"]
            + verdict.reasons.flatMap { ["  \($0.finding)", "  -> \($0.advice)"] } + [""]
    }

    private static let closedLoopWords = """
        A closed loop sends nothing while it waits: clients on a schedule of their own would see higher latencies than these whenever the
        server falls behind (coordinated omission).
        """

    private func row(_ name: String, _ text: String) -> String {
        name + String(repeating: " ", count: max(1, 16 - name.count)) + text
    }

    private var latencyLines: [String] {
        guard let least = tally.latency.minNanoseconds, let mean = tally.latency.meanNanoseconds,
            let most = tally.latency.maxNanoseconds
        else { return [row("latency", "nothing was measured")] }
        var lines = [
            row("latency min", Self.duration(Double(least))), row("        mean", Self.duration(mean)),
        ]
        for figure in latencyFigures {
            let words: String =
                switch figure.value {
                case .nanoseconds(let value): Self.duration(Double(value))
                case .tooFewSamples(let needed): "too few samples: \(Printable.count(Int(needed))) are needed"
                }
            lines.append(row("        \(figure.percentile)", words))
        }
        lines.append(row("        max", Self.duration(Double(most))))
        return lines
    }

    private var errorLines: [String] {
        guard tally.errorCount > 0 else { return [row("errors", "none")] }
        var lines = [row("errors", Printable.count(tally.errorCount))]
        for code in 400..<600 where tally.refusedCount > 0 && tally.statusCounts[code] > 0 {
            lines.append(row("", "status \(code): \(Printable.count(tally.statusCounts[code]))"))
        }
        for kind in LoadErrorKind.allCases where tally.errors[kind] > 0 {
            let example = tally.errors.examples(kind).first.map { " (\($0))" } ?? ""
            lines.append(row("", "\(kind.words): \(Printable.count(tally.errors[kind]))\(example)"))
        }
        return lines
    }

    // MARK: Numbers as text

    /// Three significant digits: `85.3 µs`, `1.20 ms`.
    static func duration(_ nanoseconds: Double) -> String {
        for (factor, unit) in [(1e3, "µs"), (1e6, "ms")] where nanoseconds < 999.5 * factor {
            return threeDigits(nanoseconds / factor) + " " + unit
        }
        return threeDigits(nanoseconds / 1e9) + " s"
    }

    static func bytes(_ byteCount: Int) -> String {
        let value = Double(byteCount)
        for (factor, unit) in [(1.0, "B"), (1e3, "kB"), (1e6, "MB")] where value < 999.5 * factor {
            return (factor == 1 ? "\(byteCount)" : threeDigits(value / factor)) + " " + unit
        }
        return threeDigits(value / 1e9) + " GB"
    }

    private static func rate(_ value: Double) -> String {
        value < 999.5 ? threeDigits(value) : Printable.count(Int(value.rounded()))
    }

    private static func threeDigits(_ value: Double) -> String {
        let decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
        let scale = decimals == 2 ? 100 : decimals == 1 ? 10 : 1
        let scaled = Int((value * Double(scale)).rounded())
        guard decimals > 0 else { return Printable.count(scaled) }
        let fraction = String(scaled % scale)
        return "\(scaled / scale)." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }
}
