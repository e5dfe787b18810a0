internal import Base

extension LoadVerdict {
    /// Judges a run; reasons stand in the order in which they should be seen to: a full machine explains a late generator.
    package init(_ evidence: LoadEvidence) {
        self.init(
            [
                evidence.steal, evidence.otherProcesses, evidence.generatorBusy, evidence.generatorLag, evidence.serverRestarted,
                evidence.scheduleNotKept, evidence.warmUpNotOver,
            ].compactMap { $0 } + evidence.tooFewSamples)
    }
}

extension LoadEvidence {
    fileprivate var steal: InvalidReason? {
        guard let machine, machine.stealShare > ValidityLimits.stealShareMax else { return nil }
        return InvalidReason(
            .steal,
            "the hypervisor gave \(Self.percent(machine.stealShare)) of the processors' time to others (at most "
                + "\(Self.percent(ValidityLimits.stealShareMax)) is accepted)",
            advice: "use a machine that is not shared, or run again when its neighbours are quiet")
    }

    fileprivate var otherProcesses: InvalidReason? {
        guard let machine else { return nil }
        if machine.otherShare > ValidityLimits.otherShareMax,
            1 - machine.busyShare - machine.stealShare < ValidityLimits.idleShareMin
        {
            return InvalidReason(
                .otherProcesses,
                "other processes took \(Self.percent(machine.otherShare)) of the processors' time, and "
                    + "\(Self.percent(max(0, 1 - machine.busyShare - machine.stealShare))) was left idle (with more than "
                    + "\(Self.percent(ValidityLimits.otherShareMax)), \(Self.percent(ValidityLimits.idleShareMin)) must be)",
                advice: "end them, or give them, the server and loadtest processors of their own (taskset, cpusets)")
        }
        guard let wait = machine.threadWaitShareMax, wait > ValidityLimits.threadWaitShareMax else { return nil }
        return InvalidReason(
            .otherProcesses,
            "a thread that sends waited for a processor in \(Self.percent(wait)) of the time (at most "
                + "\(Self.percent(ValidityLimits.threadWaitShareMax)) is accepted)",
            advice: "give loadtest a processor of its own (taskset), and not more --threads than it has processors")
    }

    fileprivate var generatorBusy: InvalidReason? {
        guard let machine, machine.threadShareMax > ValidityLimits.threadShareMax else { return nil }
        // What such a thread is late with tells then.
        if spins, settings.shape.isOpen { return nil }
        let finding =
            "a thread that sends used \(Self.percent(machine.threadShareMax)) of a processor (at most "
            + "\(Self.percent(ValidityLimits.threadShareMax)) is accepted)"
        return settings.shape.isOpen
            ? InvalidReason(
                .generatorBusy, finding, advice: "add --threads, where there are processors for them, or lower the rate")
            : InvalidReason(
                .generatorBusy, finding + ": the rate is what loadtest can send, not what the server can answer",
                advice: "add --threads, where there are processors for them, or run loadtest on several machines")
    }

    fileprivate var generatorLag: InvalidReason? {
        for percent in [50.0, 99] {
            guard let lag = tally.lag.nanoseconds(atPercentile: percent),
                let latency = tally.latency.nanoseconds(atPercentile: percent)
            else { continue }
            let limit = max(ValidityLimits.lagNanosecondsMax, UInt64(Double(latency) * ValidityLimits.lagShareMax))
            if lag > limit {
                return InvalidReason(
                    .generatorLag,
                    "requests left late although a connection was free: at p\(Int(percent)) by \(Self.time(lag)), of a latency of "
                        + "\(Self.time(latency)) (at most \(Self.time(limit)) is accepted)",
                    advice: "give loadtest a processor of its own (taskset), try --spin or more --threads, or lower the rate")
            }
        }
        return nil
    }

    fileprivate var serverRestarted: InvalidReason? {
        let advice = "find out why the server ended, and measure again when it stays"
        if let serverChange {
            return InvalidReason(
                .serverRestarted, serverChange, advice: "measure while nothing is deployed, and find out why if nobody did")
        }
        if serverIsGone {
            return InvalidReason(.serverRestarted, "the server's process ended during the run", advice: advice)
        }
        let refusedCount = tally.errors[.connectRefused]
        if refusedCount > 0, tally.succeededCount > 0 {
            return InvalidReason(
                .serverRestarted,
                "the server answered, and refused \(Printable.count(refusedCount, "connection")) in the measured time: nobody listened",
                advice: advice)
        }
        // One that ends connections all the time is not one that was restarted.
        let losses = series.parts.map(\.lostConnectionCount)
        let mass = max(2, Int((Double(connectionCountMax) * ValidityLimits.lostShareMin).rounded(.up)))
        guard let most = losses.max(), most >= mass, losses.count(where: { $0 > 0 }) * 5 <= losses.count else { return nil }
        return InvalidReason(
            .serverRestarted,
            "the server ended \(Printable.count(most, "connection")) of \(Printable.count(connectionCountMax)) at once",
            advice: advice)
    }

    fileprivate var scheduleNotKept: InvalidReason? {
        guard tally.dueCount > 0, settings.shape.isOpen else { return nil }
        let share = Double(tally.begunInTimeCount) / Double(tally.dueCount)
        guard share < ValidityLimits.keptShareMin else { return nil }
        return InvalidReason(
            .scheduleNotKept,
            "\(Self.percent(share)) of the requests that were due could be sent in the measured time (at least "
                + "\(Self.percent(ValidityLimits.keptShareMin)) must be): all connections were busy",
            advice: "the server does not keep up with this rate: lower it, or allow more --connections")
    }

    /// The median latency of the first half of the time against the second's. Where the load itself changes there is nothing to compare.
    fileprivate var warmUpNotOver: InvalidReason? {
        guard settings.shape.isSteady else { return nil }
        let medians = series.parts.compactMap { part in
            part.latency.count >= Self.partSampleCountMin ? part.latency.nanoseconds(atPercentile: 50).map { Double($0) } : nil
        }
        guard medians.count >= Self.partCountMin, Trend.chance(medians) < ValidityLimits.trendChanceMax else { return nil }
        let first = Trend.median(Array(medians.prefix(medians.count / 2)))
        let last = Trend.median(Array(medians.suffix(medians.count / 2)))
        let words =
            "the median latency was \(Self.time(UInt64(first))) in the first half of the time and \(Self.time(UInt64(last))) in "
            + "the second (a factor of \(ValidityLimits.driftFactorMax) is accepted)"
        if first > last * ValidityLimits.driftFactorMax {
            return InvalidReason(.warmUpNotOver, words, advice: "give more --warm-up: the server was still getting faster")
        }
        if last > first * ValidityLimits.driftFactorMax {
            return InvalidReason(
                .warmUpNotOver, words, advice: "the server was getting slower: lower the load, or find out what fills up")
        }
        return nil
    }

    /// Of a part's latencies, for its median to say something; and parts that there must be.
    private static let partSampleCountMin: UInt64 = 5
    private static let partCountMin = 8

    fileprivate var tooFewSamples: [InvalidReason] {
        settings.percentiles.compactMap { percentile in
            guard case .tooFewSamples(let needed) = PercentileFigure(percentile, of: tally.latency).value else { return nil }
            return InvalidReason(
                .tooFewSamples,
                "\(percentile) was asked for, which takes \(Printable.count(Int(clamping: needed))) answers; there are "
                    + "\(Printable.count(Int(clamping: tally.latency.count)))",
                advice: "measure longer, or ask for a lower percentile")
        }
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths % 10)") + " %"
    }

    static func time(_ nanoseconds: UInt64) -> String {
        nanoseconds < 10_000_000 ? "\((nanoseconds + 500) / 1000) µs" : Printable.duration(Double(nanoseconds) / 1e9)
    }
}
