/// The search for the highest rate that passes a test: doubling until one fails, halving the span between the highest that passed and the
/// lowest that failed, and confirming what was found. Decides what to try next, and does not try it.
///
/// What fails once may have failed by chance, and what passes once may have passed by chance: the rate that is found has passed
/// `confirmationCount` more times. Where it does not, the search goes on below it.
package struct RateSearch: Sendable {
    package enum Step: Sendable, Equatable {
        case measure(Double)
        /// The highest rate found, or nil when not even the lowest passed. `isAtMost`: it is the highest that may be tried.
        case found(Double?, isAtMost: Bool)
    }

    /// Rates closer than this factor are not told apart.
    package static let precision = 1.05
    package static let confirmationCount = 2
    /// Measurements in all; the search ends with what it has.
    package static let trialCountMax = 60

    private let range: ClosedRange<Double>
    private let first: Double
    private var passed: Double?
    private var failed: Double?
    private var confirmedCount = 0
    /// What had passed did not pass again: from there it goes down in small steps.
    private var isStepping = false
    private var trialCount = 0

    /// `first` is where it begins, within `range`.
    package init(first: Double, in range: ClosedRange<Double>) {
        precondition(range.lowerBound > 0 && range.contains(first), "rates are above 0")
        self.range = range
        self.first = first
    }

    package var next: Step {
        guard trialCount < Self.trialCountMax else { return .found(passed, isAtMost: false) }
        switch (passed, failed) {
        case (nil, nil): return .measure(first)
        case (nil, let failed?):
            let step = isStepping ? Self.precision : 2
            return failed <= range.lowerBound ? .found(nil, isAtMost: false) : .measure(max(range.lowerBound, failed / step))
        case (let passed?, nil):
            return passed < range.upperBound ? .measure(min(range.upperBound, passed * 2)) : confirm(passed, isAtMost: true)
        case (let passed?, let failed?):
            return failed / passed > Self.precision
                ? .measure((passed * failed).squareRoot()) : confirm(passed, isAtMost: false)
        }
    }

    private func confirm(_ rate: Double, isAtMost: Bool) -> Step {
        confirmedCount < Self.confirmationCount ? .measure(rate) : .found(rate, isAtMost: isAtMost)
    }

    /// Takes the outcome of the measurement that `next` asked for.
    package mutating func take(isPass: Bool) {
        guard case .measure(let rate) = next else { return }
        trialCount += 1
        if rate == passed {
            if isPass {
                confirmedCount += 1
            } else {
                failed = rate
                passed = nil
                confirmedCount = 0
                isStepping = true
            }
        } else if isPass {
            passed = rate
            confirmedCount = 0
        } else {
            failed = rate
        }
    }
}
