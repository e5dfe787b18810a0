import ArgumentParser
import Base
import LoadTesting

/// When requests leave.
struct ArrivalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Requests a second that are due, whatever becomes of them (an open loop). Without this and the next three: a closed loop.",
            valueName: "n"))
    var rate: Double?

    @Option(help: ArgumentHelp("A rate that goes evenly from one to another: 100:5000:30s.", valueName: "from:to:time"))
    var ramp: String?

    @Option(help: ArgumentHelp("Rates one after the other, each for a time: 500:10s,1000:10s.", valueName: "rate:time,..."))
    var steps: String?

    @Option(
        help: ArgumentHelp(
            "A file of times at which requests are due: seconds from the start, one a line, ascending.", valueName: "file"))
    var schedule: String?

    enum Spacing: String, ExpressibleByArgument, CaseIterable { case constant, poisson }

    @Option(help: "Requests evenly spaced (constant), or as from many independent clients (poisson).")
    var arrivals = Spacing.constant

    @Option(help: ArgumentHelp("Of the random numbers of poisson; the same seed gives the same times.", valueName: "n"))
    var seed: UInt64 = 1

    static let rateMax = 10_000_000.0
    static let stepCountMax = 1000

    func validate() throws {
        let given = [
            rate.map { _ in "--rate" }, ramp.map { _ in "--ramp" }, steps.map { _ in "--steps" },
            schedule.map { _ in "--schedule" },
        ]
        .compactMap { $0 }
        guard given.count <= 1 else {
            throw ValidationError("\(given.joined(separator: " and ")): one of them says when requests are due.")
        }
        _ = try pieces(seconds: 1)
    }

    /// The rates that were given; nil without any. `seconds` is how long --rate holds.
    private func pieces(seconds: Double) throws -> [RateProfile.Piece]? {
        if let rate {
            try Self.check("--rate", rate, "\(rate)")
            return [RateProfile.Piece(seconds: seconds, from: rate, to: rate)]
        }
        if let ramp {
            let parts = ramp.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3, let from = Double(parts[0]), let to = Double(parts[1]), let time = Self.time(parts[2]) else {
                throw ValidationError("--ramp '\(ramp)': a rate, another and a time are accepted, such as 100:5000:30s.")
            }
            try Self.check("--ramp", from, ramp)
            try Self.check("--ramp", to, ramp)
            return [RateProfile.Piece(seconds: time, from: from, to: to)]
        }
        guard let steps else { return nil }
        let parts = steps.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= Self.stepCountMax else {
            throw ValidationError("--steps: at most \(Self.stepCountMax) are accepted.")
        }
        return try parts.map { step in
            let parts = step.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let rate = Double(parts[0]), let time = Self.time(parts[1]) else {
                throw ValidationError("--steps '\(steps)': rates, each with a time, are accepted, such as 500:10s,1000:10s.")
            }
            try Self.check("--steps", rate, steps)
            return RateProfile.Piece(seconds: time, from: rate, to: rate)
        }
    }

    private static func time(_ text: String) -> Double? {
        guard let span = TimeSpan(argument: text), (10...86_400_000).contains(span.milliseconds) else { return nil }
        return span.seconds
    }

    private static func check(_ name: String, _ rate: Double, _ text: String) throws {
        guard rate >= 0.001, rate <= rateMax else {
            throw ValidationError(
                "\(name) \(text): a rate of 0.001 to \(Printable.number(rateMax)) requests a second is accepted.")
        }
    }

    var spacing: LoadShape.Spacing { arrivals == .constant ? .constant : .poisson(seed: seed) }

    func shape(_ load: LoadOptions) throws -> LoadShape {
        if let schedule { return .recorded(try ScheduleFile.read(schedule), file: schedule) }
        guard let pieces = try pieces(seconds: load.duration.seconds) else { return .closed }
        return .open(RateProfile(pieces), spacing)
    }

    /// How long is measured: ramps, steps and schedules say it themselves.
    func seconds(_ shape: LoadShape, _ load: LoadOptions) -> Double {
        switch shape {
        case .closed: load.duration.seconds
        case .open(let profile, _): profile.seconds
        // The last request of a schedule is part of it.
        case .recorded(let seconds, _): (seconds.last ?? 0) + 0.001
        }
    }
}
