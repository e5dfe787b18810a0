/// What a person wants to see of a load test: whether its figures hold, how fast the answers were, over time and in all, how many were
/// asked for and given, what went wrong, and under which conditions.
///
/// Plain values in, one page out; times are in seconds. Nothing here knows of sockets or clocks: equal reports give equal bytes.
public struct LoadReport: Sendable, Equatable {
    /// Why the figures do not hold, and what to do about it.
    public struct Reason: Sendable, Equatable {
        public var finding: String
        public var advice: String
        public init(_ finding: String, advice: String) { (self.finding, self.advice) = (finding, advice) }
    }

    /// One line of the table of percentiles; nil where there is nothing to report.
    public struct Percentile: Sendable, Equatable {
        public var name: String
        /// From the time that a request was due to the last byte of its answer.
        public var latency: Double?
        /// From the time that it was sent.
        public var serviceTime: Double?
        /// Of the sending, although a connection was free.
        public var lag: Double?
        public init(_ name: String, latency: Double?, serviceTime: Double?, lag: Double?) {
            (self.name, self.latency, self.serviceTime, self.lag) = (name, latency, serviceTime, lag)
        }
    }

    /// One part of the measured time; rates are by the second.
    public struct Part: Sendable, Equatable {
        /// Its start, after the start of the measured time.
        public var second: Double
        public var offeredRate: Double
        public var servedRate: Double
        public var errorRate: Double
        /// nil without answers.
        public var p50: Double?
        public var p99: Double?
        public var longest: Double?
        /// Of the machine's processors, in shares of all of them; nil where it is not known.
        public var busyShare: Double?
        public var stealShare: Double?
        public init(
            second: Double, offeredRate: Double, servedRate: Double, errorRate: Double, p50: Double?, p99: Double?,
            longest: Double?,
            busyShare: Double? = nil, stealShare: Double? = nil
        ) {
            self.second = second
            self.offeredRate = offeredRate
            self.servedRate = servedRate
            self.errorRate = errorRate
            self.p50 = p50
            self.p99 = p99
            self.longest = longest
            self.busyShare = busyShare
            self.stealShare = stealShare
        }
    }

    /// Latencies from `lower` to `upper`, and how many there were.
    public struct Bucket: Sendable, Equatable {
        public var lower: Double
        public var upper: Double
        public var count: Int
        public init(lower: Double, upper: Double, count: Int) { (self.lower, self.upper, self.count) = (lower, upper, count) }
    }

    /// Errors of one kind.
    public struct ErrorKind: Sendable, Equatable {
        public var name: String
        public var count: Int
        public var examples: [String]
        public init(_ name: String, count: Int, examples: [String]) {
            (self.name, self.count, self.examples) = (name, count, examples)
        }
    }

    /// What was asked: `POST http://...`.
    public var target: String
    /// How, in a sentence: rate or loop, connections, time.
    public var load: String
    /// None: the figures hold.
    public var invalidReasons: [Reason] = []
    public var warnings: [String] = []
    public var isOpenLoop = true
    /// Answers that were as they should be, and requests that were due.
    public var answeredCount = 0
    public var dueCount = 0
    public var errorCount = 0
    public var servedRate = 0.0
    public var offeredRate = 0.0
    public var percentiles: [Percentile] = []
    public var meanLatency: Double?
    public var longestLatency: Double?
    /// Of a million predictions, in `currency`-less units of the price that was given; nil without one.
    public var costPerMillion: Double?
    public var costNote = ""
    public var parts: [Part] = []
    /// Rising, of all latencies.
    public var latencies: [Bucket] = []
    public var errors: [ErrorKind] = []
    /// Settings and conditions, in the order to be shown.
    public var facts: [TrainingReport.Fact] = []

    public init(target: String, load: String) { (self.target, self.load) = (target, load) }

    /// The page, UTF-8.
    public func html() -> [UInt8] {
        let isValid = invalidReasons.isEmpty
        var page = HTMLPage(title: (isValid ? "" : "INVALID: ") + "load test of \(ReportLimits.shortened(target))")
        page.header(kind: "Load test", heading: target, qualifier: "", detail: load)
        if isValid {
            page.verdict("Valid: the machine and the generator kept up, and there were samples enough.", isGood: true)
        } else {
            page.verdict(
                "Invalid: do not use these figures", isGood: false, reasons: invalidReasons.map { ($0.finding + ".", $0.advice) })
        }
        page.keyFigures(keyFigures, holds: isValid)
        page.warnings(warnings)
        addLatency(to: &page)
        addRates(to: &page)
        addErrors(to: &page)
        addMachine(to: &page)
        addFacts(to: &page)
        return page.bytes()
    }
}
