import Base
import LoadTesting
import Reports

extension LoadReport {
    /// The page of a run.
    init(_ result: LoadResult) {
        let settings = result.settings
        self.init(target: "\(settings.method) \(settings.url)", load: settings.loadSentence)
        invalidReasons = result.verdict.reasons.map { Reason($0) }
        isOpenLoop = settings.shape.isOpen
        if result.isInterrupted {
            warnings.append("The run was ended early by a signal, after \(Printable.duration(result.seconds)) of measuring.")
        }
        answeredCount = result.tally.succeededCount
        dueCount = result.tally.dueCount
        errorCount = result.tally.errorCount
        servedRate = result.requestsPerSecond
        offeredRate = result.duePerSecond
        percentiles = zip(result.percentiles, zip(result.latencyFigures, zip(result.serviceTimeFigures, result.lagFigures))).map {
            Percentile(
                $0.description, latency: Self.seconds($1.0.nanoseconds), serviceTime: Self.seconds($1.1.0.nanoseconds),
                lag: Self.seconds($1.1.1.nanoseconds))
        }
        meanLatency = result.tally.latency.meanNanoseconds.map { $0 / 1e9 }
        longestLatency = Self.seconds(result.tally.latency.maxNanoseconds)
        costPerMillion = result.costPerMillionPredictions
        if let price = settings.pricePerHour { costNote = "at \(Printable.number(price)) an hour" }
        parts = Self.parts(result)
        latencies = result.tally.latency.buckets.map {
            Bucket(
                lower: Double($0.nanoseconds.lowerBound) / 1e9, upper: Double($0.nanoseconds.upperBound) / 1e9,
                count: Int($0.count))
        }
        errors = Self.errors(result.tally)
        facts = Self.facts(result)
    }

    private static func seconds(_ nanoseconds: UInt64?) -> Double? { nanoseconds.map { Double($0) / 1e9 } }

    private static func parts(_ result: LoadResult) -> [Part] {
        let series = result.series
        return series.parts.enumerated().compactMap { index, part in
            let begin = Double(index) * series.partSeconds
            // The last part ends with the measured time.
            let length = min(series.partSeconds, result.seconds - begin)
            guard length > series.partSeconds / 1000 else { return nil }
            return Part(
                second: begin, offeredRate: Double(part.dueCount) / length, servedRate: Double(part.answeredCount) / length,
                errorRate: Double(part.errorCount) / length, p50: seconds(part.latency.nanoseconds(atPercentile: 50)),
                p99: seconds(part.latency.nanoseconds(atPercentile: 99)), longest: seconds(part.latency.maxNanoseconds),
                busyShare: part.machine?.busyShare, stealShare: part.machine?.stealShare)
        }
    }

    private static func errors(_ tally: LoadTally) -> [ErrorKind] {
        var kinds: [ErrorKind] = []
        for code in 400..<600 where tally.refusedCount > 0 && tally.statusCounts[code] > 0 {
            kinds.append(ErrorKind("status \(code)", count: tally.statusCounts[code], examples: []))
        }
        for kind in LoadErrorKind.allCases where tally.errors[kind] > 0 {
            kinds.append(ErrorKind(kind.words, count: tally.errors[kind], examples: tally.errors.examples(kind)))
        }
        return kinds
    }

    private static func facts(_ result: LoadResult) -> [TrainingReport.Fact] {
        let settings = result.settings
        let tally = result.tally
        var facts = settings.requestFacts
        facts += [
            TrainingReport.Fact("measured", .duration(result.seconds)),
            TrainingReport.Fact("warm-up", .duration(settings.warmUpSeconds)),
            TrainingReport.Fact("timeout", .duration(settings.timeoutSeconds)),
            TrainingReport.Fact("requests due", .count(tally.dueCount)), TrainingReport.Fact("sent", .count(tally.begunCount)),
            TrainingReport.Fact("answered", .count(tally.succeededCount)),
            TrainingReport.Fact("errors", .count(tally.errorCount)),
            TrainingReport.Fact("resent", .count(tally.resentCount)),
            TrainingReport.Fact("bytes sent", .text(LoadResult.bytes(tally.sentByteCount))),
            TrainingReport.Fact("bytes received", .text(LoadResult.bytes(tally.receivedByteCount))),
            TrainingReport.Fact("predictions a second", .number(result.predictionsPerSecond)),
        ]
        if let checks = result.checks {
            facts.append(TrainingReport.Fact("answers looked at", .text(checks.words)))
        }
        if let machine = result.machine {
            facts.append(TrainingReport.Fact("processors busy", .percent(machine.busyShare)))
            facts.append(TrainingReport.Fact("stolen by the hypervisor", .percent(machine.stealShare)))
            facts.append(TrainingReport.Fact("busiest sending thread", .percent(machine.threadShareMax)))
        }
        facts.append(.tool)
        return facts
    }
}
