import Base
import LoadTesting

extension ServerComparison {
    /// What is printed at the end.
    var text: String {
        var lines: [String] = []
        switch ending {
        case .compared: break
        case .interrupted: lines.append("ended early by a signal, after \(Printable.count(pairs.count, "pair"))")
        case .untrustworthy:
            lines.append("too many measurements cannot be trusted:")
            for reason in rejectedKinds { lines += ["  " + reason.finding, "  -> " + reason.advice] }
        }
        guard !pairs.isEmpty else { return lines.joined(separator: "\n") }
        lines.append("first   \(first.url)")
        lines.append("second  \(second.url)")
        lines.append(
            "medians of \(Printable.count(pairs.count, "pair")); the ratio is second to first, with its "
                + "\(Int(PairedRatios.confidence * 100)) % interval\n")
        for figure in figures {
            func value(_ values: [Double]) -> String {
                let median = Trend.median(values)
                return figure.isDuration ? LoadResult.duration(median) : Printable.count(Int(median.rounded()))
            }
            let name = figure.name + String(repeating: " ", count: max(1, 12 - figure.name.count))
            lines.append("\(name)\(value(figure.first)) -> \(value(figure.second))  \(Self.words(figure))")
        }
        return lines.joined(separator: "\n")
    }

    private static func words(_ figure: Figure) -> String {
        let ratios = figure.ratios
        guard let interval = ratios.interval else { return "\(ratio(ratios.median)); too few pairs for an interval" }
        let verdict =
            ratios.isDifferent ? (figure.isBetter ? "the second is better" : "the second is worse") : "no difference shown"
        return "\(ratio(ratios.median)) (\(ratio(interval.lowerBound)) to \(ratio(interval.upperBound))): \(verdict)"
    }

    /// Three decimals.
    private static func ratio(_ value: Double) -> String {
        let thousandths = Int((value * 1000).rounded())
        let fraction = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
