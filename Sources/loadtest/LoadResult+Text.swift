import Base
import LoadTesting

extension LoadResult {
    /// The table that is printed after the run.
    var text: String {
        let offered = settings.shape.isOpen ? ", \(Self.rate(duePerSecond)) due" : ""
        var lines = verdictLines
        lines += [
            row(
                "requests",
                "\(Printable.count(tally.succeededCount)) answered, \(Self.rate(requestsPerSecond)) requests/s\(offered)"),
            row("bytes", "\(Self.bytes(tally.sentByteCount)) sent, \(Self.bytes(tally.receivedByteCount)) received"),
        ]
        lines += predictionLines + latencyLines + errorLines
        if let checks { lines.append(row("checked", checks.words)) }
        if tally.unsentCount > 0 { lines.append(row("unsent", "\(Printable.count(tally.unsentCount)) that were due")) }
        if tally.resentCount > 0 {
            lines.append(row("resent", "\(Printable.count(tally.resentCount)): the server had closed the kept connection"))
        }
        if tally.warmUpFailureCount > 0 {
            lines.append(row("warm-up", "\(Printable.count(tally.warmUpFailureCount, "failure")), not counted above"))
        }
        if tally.unfinishedCount > 0 {
            lines.append(row("unfinished", "\(Printable.count(tally.unfinishedCount)), not awaited"))
        }
        lines += machineLines
        if isInterrupted { lines.append("\nended early by a signal, after \(Printable.duration(seconds)) of measuring") }
        if tally.succeededCount > 0, !settings.shape.isOpen { lines.append("\n" + Self.closedLoopWords) }
        return lines.joined(separator: "\n")
    }

    private static let closedLoopWords = """
        A closed loop sends nothing while it waits: clients on a schedule of their own would see higher latencies than these whenever the
        server falls behind (coordinated omission).
        """

    private func row(_ name: String, _ text: String) -> String {
        name + String(repeating: " ", count: max(1, 16 - name.count)) + text
    }

    /// Where a request is more or less than one prediction, or has a price.
    private var predictionLines: [String] {
        var lines: [String] = []
        if settings.rowsPerRequest > 1 {
            lines.append(
                row(
                    "predictions",
                    "\(Self.rate(predictionsPerSecond)) a second, \(Printable.count(settings.rowsPerRequest)) a request"))
        }
        if let cost = costPerMillionPredictions, let price = settings.pricePerHour {
            lines.append(row("cost", "\(Self.price(cost)) per million predictions, at \(Printable.number(price)) an hour"))
        }
        return lines
    }

    /// Latency, service time and lag side by side.
    private var latencyLines: [String] {
        let columns = [tally.latency, tally.serviceTime, tally.lag]
        guard columns[0].count > 0 else { return [row("latency", "nothing was measured")] }
        let cell = { (text: String) in String(repeating: " ", count: max(0, Self.columnWidth - text.count)) + text }
        let line = { (name: String, texts: [String]) in row(name, texts.map(cell).joined()) }
        let number = { (value: UInt64?) in value.map { Self.duration(Double($0)) } ?? "-" }
        var lines = [
            line("", ["latency", "service time", "generator's lag"]),
            line("min", columns.map { number($0.minNanoseconds) }),
            line("mean", columns.map { $0.meanNanoseconds.map { Self.duration($0) } ?? "-" }),
        ]
        for (index, percentile) in percentiles.enumerated() {
            let figures = [latencyFigures, serviceTimeFigures, lagFigures].map { $0[index] }
            if case .tooFewSamples(let needed) = figures[0].value {
                lines.append(row("\(percentile)", "  too few samples: \(Printable.count(Int(needed))) are needed"))
            } else {
                lines.append(line("\(percentile)", figures.map { number($0.nanoseconds) }))
            }
        }
        return lines + [line("max", columns.map { number($0.maxNanoseconds) })]
    }

    private static let columnWidth = 17

    private var machineLines: [String] {
        guard let machine else { return [] }
        let percent = { (share: Double) in "\(Int((share * 100).rounded()))%" }
        var words = "processors \(percent(machine.busyShare)) busy, \(percent(machine.stealShare)) stolen"
        if let server = machine.serverShare { words += ", \(percent(server)) the server's" }
        return [row("machine", words + "; the busiest thread that sends: \(percent(machine.threadShareMax)) of one")]
    }

    /// First of all: whoever reads the figures has read this.
    private var verdictLines: [String] {
        guard !verdict.isValid else { return [] }
        return ["NOT VALID: these figures are not to be trusted"]
            + verdict.reasons.flatMap { ["  \($0.finding)", "  -> \($0.advice)"] } + [""]
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

    /// Three significant digits, however small.
    private static func price(_ value: Double) -> String {
        var (scaled, decimals) = (value, 0)
        while scaled < 99.95, scaled > 0, decimals < 12 { (scaled, decimals) = (scaled * 10, decimals + 1) }
        let digits = String(Int(scaled.rounded()))
        guard decimals > 0 else { return Printable.count(Int(value.rounded())) }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return padded.dropLast(decimals) + "." + padded.suffix(decimals)
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
