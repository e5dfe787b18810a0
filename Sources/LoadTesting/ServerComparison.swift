package import Base
package import Codecs

/// Two servers measured in turn: pairs of short runs, whose order changes from pair to pair (ABBA), so that what drifts meets both alike.
package struct ServerComparison: Sendable {
    package enum Ending: String, Sendable {
        case compared
        /// Too many runs could not be trusted.
        case untrustworthy
        case interrupted
    }

    /// A figure of both.
    package struct Figure: Sendable {
        package let name: String
        /// Whether more of it is better.
        package let isGain: Bool
        package let first: [Double]
        package let second: [Double]
        /// Nanoseconds; else requests a second.
        package var isDuration: Bool { !isGain }
        package var ratios: PairedRatios { PairedRatios(first, second) }
        /// The second, going by the median alone.
        package var isBetter: Bool { (ratios.median > 1) == isGain }
    }

    package let first: LoadSettings
    package let second: LoadSettings
    package let ending: Ending
    /// Pairs whose runs were both valid.
    package let pairs: [(first: LoadResult, second: LoadResult)]
    /// Why other pairs were not.
    package let rejected: [InvalidReason]
    /// The first of each kind of those.
    package var rejectedKinds: [InvalidReason] {
        InvalidReason.Kind.allCases.compactMap { kind in rejected.first { $0.kind == kind } }
    }

    /// Pairs that are made again for those that cannot be trusted, as a part of those asked for.
    private static let repetitionShareMax = 1.0

    /// Compares with `measure`, which is asked for the first server's result or the second's, and returns nil when a signal ended it.
    package static func compare(
        _ first: LoadSettings, _ second: LoadSettings, pairCount: Int, acceptsInvalid: Bool,
        measure: (_ isSecond: Bool) throws -> LoadResult?
    ) rethrows -> ServerComparison {
        var pairs: [(first: LoadResult, second: LoadResult)] = []
        var rejected: [InvalidReason] = []
        var rejectedCount = 0
        func result(_ ending: Ending) -> ServerComparison {
            ServerComparison(first: first, second: second, ending: ending, pairs: pairs, rejected: rejected)
        }
        while pairs.count < pairCount {
            let startsWithSecond = (pairs.count + rejectedCount) % 2 == 1
            guard let one = try measure(startsWithSecond), let other = try measure(!startsWithSecond) else {
                return result(.interrupted)
            }
            let pair = startsWithSecond ? (first: other, second: one) : (first: one, second: other)
            let hasFigures = pair.first.tally.succeededCount > 0 && pair.second.tally.succeededCount > 0
            if hasFigures, acceptsInvalid || (pair.first.verdict.isValid && pair.second.verdict.isValid) {
                pairs.append(pair)
            } else {
                rejected += pair.first.verdict.reasons + pair.second.verdict.reasons
                rejectedCount += 1
                if Double(rejectedCount) > repetitionShareMax * Double(pairCount) { return result(.untrustworthy) }
            }
        }
        return result(.compared)
    }

    package var figures: [Figure] {
        var figures: [Figure] = []
        func add(_ name: String, isGain: Bool = false, _ value: (LoadResult) -> Double?) {
            let both = pairs.map { (value($0.first), value($0.second)) }
            let first = both.compactMap(\.0)
            let second = both.compactMap(\.1)
            guard !pairs.isEmpty, first.count == pairs.count, second.count == pairs.count, (first + second).allSatisfy({ $0 > 0 })
            else { return }
            figures.append(Figure(name: name, isGain: isGain, first: first, second: second))
        }
        if !first.shape.isOpen { add("requests/s", isGain: true) { $0.requestsPerSecond } }
        add("mean") { $0.tally.latency.meanNanoseconds }
        for percentile in first.percentiles.isEmpty ? Percentile.usual : first.percentiles {
            add(percentile.description) { PercentileFigure(percentile, of: $0.tally.latency).nanoseconds.map { Double($0) } }
        }
        return figures
    }

    package var exitCode: ExitCode {
        switch ending {
        case .compared: pairs.contains { $0.first.tally.errorCount + $0.second.tally.errorCount > 0 } ? .loadErrors : .success
        case .untrustworthy: .invalidMeasurement
        case .interrupted: .interrupted
        }
    }

    package var json: JSONValue {
        .object([
            .init("first", first.json), .init("second", second.json), .init("ending", JSONValue(ending.rawValue)),
            .init("pairs", JSONValue(pairs.count)), .init("confidence", JSONValue(PairedRatios.confidence)),
            .init("figures", .array(figures.map(\.json))), .init("invalid_reasons", .array(rejected.map(\.json))),
        ])
    }
}

extension ServerComparison.Figure {
    package var json: JSONValue {
        let ratios = self.ratios
        return .object([
            .init("name", JSONValue(name)), .init("first", JSONValue(first)), .init("second", JSONValue(second)),
            .init("ratio", JSONValue(ratios.median)),
            .init("interval", ratios.interval.map { JSONValue([$0.lowerBound, $0.upperBound]) } ?? .null),
            .init("differs", JSONValue(ratios.isDifferent)),
        ])
    }
}
