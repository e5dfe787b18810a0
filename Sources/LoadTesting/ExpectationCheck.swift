import Base
import Codecs

/// Holds the answers of one thread against what is expected of them: the status of each, and the body of a share of them, drawn by a seed.
///
/// A body is read and compared on the thread that sends, between two answers: what that costs is measured, and shows as the generator's lag.
package final class ExpectationCheck: AnswerCheck {
    private let expectations: Expectations
    private var random: SeededRandom
    private var describedCount = 0

    /// Answers whose body was looked at.
    package private(set) var checkedCount = 0
    /// What that took.
    package private(set) var checkNanoseconds: UInt64 = 0

    /// Texts of faults that are made; only the first of them are shown.
    private static let describedCountMax = 100

    package init(_ expectations: Expectations, seed: UInt64) {
        self.expectations = expectations
        random = SeededRandom(seed: seed)
    }

    override package func fault(request: Int, statusCode: Int, body: Span<UInt8>) -> AnswerFault? {
        let isExpected = expectations.statuses?.contains(statusCode) ?? (statusCode < 400)
        guard isExpected else { return fault(.unexpectedStatus) { Self.statusText(statusCode, body) } }
        guard expectations.looksAtBodies, isDrawn() else { return nil }
        let start = MonotonicClock.nanoseconds
        defer { checkNanoseconds &+= MonotonicClock.nanoseconds &- start }
        checkedCount &+= 1
        let value: JSONValue
        do {
            value = try unsafe body.withUnsafeBytes { bytes throws(JSONError) in try unsafe JSONValue.parse(bytes) }
        } catch {
            return fault(.unexpectedForm) { "body \(request + 1): is not JSON: \(error)" }
        }
        if let text = expectations.schema?.mismatch(value) {
            return fault(.unexpectedForm) { "body \(request + 1): \(text)" }
        }
        if let text = expectations.values?[request].mismatch(value, tolerance: expectations.tolerance) {
            return fault(.unexpectedValue) { "body \(request + 1): \(text)" }
        }
        return nil
    }

    private func isDrawn() -> Bool { expectations.share >= 1 || random.nextUnit() < expectations.share }

    private func fault(_ kind: LoadErrorKind, _ text: () -> String) -> AnswerFault {
        guard describedCount < Self.describedCountMax else { return AnswerFault(kind, "") }
        describedCount += 1
        return AnswerFault(kind, text())
    }

    /// The status and the beginning of what the server says about it.
    private static func statusText(_ code: Int, _ body: Span<UInt8>) -> String {
        let shown = body.extracting(first: 120)
        let text = shown.indices.map { shown[$0] }
        return "status \(code)" + (text.isEmpty ? "" : ": " + Printable.text(String(decoding: text, as: UTF8.self), width: 100))
    }
}
