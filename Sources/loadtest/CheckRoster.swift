import LoadTesting

/// The checks of all threads of a run, kept for what they have to tell at its end.
final class CheckRoster {
    private let expectations: Expectations
    private var checks: [ExpectationCheck] = []

    init(_ expectations: Expectations) { self.expectations = expectations }

    var looksAtAnswers: Bool { !expectations.isEmpty }

    /// For one more thread; each draws other answers.
    func makeCheck() -> AnswerCheck {
        let check = ExpectationCheck(expectations, seed: UInt64(checks.count))
        checks.append(check)
        return check
    }

    /// nil when no body was to be looked at.
    var summary: CheckSummary? { CheckSummary(checks, expectations) }
}
