package import Base

/// The figures of a run: for people and for programs.
package struct LoadResult: Sendable {
    package let settings: LoadSettings
    package let tally: LoadTally
    package let series: LoadSeries
    /// All through the measured time; nil where the kernel does not say.
    package let machine: MachineUse?
    package var verdict: LoadVerdict
    /// The measured time.
    package let seconds: Double
    /// Ended early by a signal.
    package let isInterrupted: Bool
    /// nil when no answer's body was looked at.
    package var checks: CheckSummary?

    package init(
        settings: LoadSettings, tally: LoadTally, series: LoadSeries, machine: MachineUse?, verdict: LoadVerdict, seconds: Double,
        isInterrupted: Bool
    ) {
        self.settings = settings
        self.tally = tally
        self.series = series
        self.machine = machine
        self.verdict = verdict
        self.seconds = seconds
        self.isInterrupted = isInterrupted
    }

    /// `acceptsInvalid`: what an invalid run measured is good enough, and its exit code that of a valid one.
    package func exitCode(acceptsInvalid: Bool) -> ExitCode {
        if isInterrupted { return .interrupted }
        if tally.succeededCount == 0 { return .environment }
        if !verdict.isValid, !acceptsInvalid { return .invalidMeasurement }
        return tally.errorCount == 0 ? .success : .loadErrors
    }

    package var requestsPerSecond: Double { seconds > 0 ? Double(tally.succeededCount) / seconds : 0 }
    /// Rows answered a second.
    package var predictionsPerSecond: Double { requestsPerSecond * Double(settings.rowsPerRequest) }
    /// In the currency of the price; nil without one, or without answers.
    package var costPerMillionPredictions: Double? {
        guard let price = settings.pricePerHour, predictionsPerSecond > 0 else { return nil }
        return price / 3600 / predictionsPerSecond * 1e6
    }
    /// Requests that were due a second; of a closed loop, those sent.
    package var duePerSecond: Double { seconds > 0 ? Double(tally.dueCount) / seconds : 0 }

    /// Those that were asked for, else the usual ones.
    package var percentiles: [Percentile] { settings.percentiles.isEmpty ? Percentile.usual : settings.percentiles }
    package var latencyFigures: [PercentileFigure] { percentiles.map { PercentileFigure($0, of: tally.latency) } }
    package var serviceTimeFigures: [PercentileFigure] { percentiles.map { PercentileFigure($0, of: tally.serviceTime) } }
    package var lagFigures: [PercentileFigure] { percentiles.map { PercentileFigure($0, of: tally.lag) } }
}
