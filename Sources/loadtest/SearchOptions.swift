import ArgumentParser
import Base
import LoadTesting

/// More than one measurement.
struct SearchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Find the highest rate at which a percentile stays below a time (p99=2ms): many measurements of --duration.",
            valueName: "p=time"))
    var findRate: String?

    @Option(help: ArgumentHelp("The highest rate that --find-rate tries.", valueName: "n"))
    var rateMax = 1_000_000.0

    @Option(
        help: ArgumentHelp(
            "Compare with another server: pairs of measurements of --duration in turn, and the ratio with its interval.",
            valueName: "url"))
    var versus: String?

    @Option(help: ArgumentHelp("Pairs of measurements that --versus makes.", valueName: "n"))
    var pairs = 10

    static let pairCountMax = 1000

    var limit: LatencyLimit? { findRate.flatMap { LatencyLimit($0) } }

    func validate() throws {
        if findRate != nil, versus != nil { throw ValidationError("--find-rate and --versus: one of them is accepted.") }
        if let findRate, limit == nil {
            throw ValidationError("--find-rate '\(findRate)': a percentile and a time are accepted, such as p99=2ms.")
        }
        guard rateMax >= 1, rateMax <= ArrivalOptions.rateMax else {
            throw ValidationError("--rate-max: 1 to \(Printable.number(ArrivalOptions.rateMax)) requests a second are accepted.")
        }
        guard (PairedRatios.pairCountMin...Self.pairCountMax).contains(pairs) else {
            throw ValidationError(
                "--pairs \(pairs): \(PairedRatios.pairCountMin) to \(Self.pairCountMax) are accepted; fewer have no interval.")
        }
        if let versus {
            do { _ = try TargetURL(versus) } catch { throw ValidationError("--versus " + error.description) }
        }
    }
}
