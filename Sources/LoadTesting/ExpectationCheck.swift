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
        if let text = mismatch(request, body) { return fault(.unexpectedValue) { "body \(request + 1): \(text)" } }
        return expectations.looksAtDocuments ? documentFault(request, body) : nil
    }

    /// What is wrong with an answer that need not be JSON.
    private func mismatch(_ request: Int, _ body: Span<UInt8>) -> String? {
        if let expected = expectations.bytes {
            return Self.mismatch(body, expected[expected.count == 1 ? 0 : request])
        }
        return expectations.fields.flatMap {
            CSVAnswer.mismatch(CSVAnswer.fields(body), $0[request], tolerance: expectations.tolerance)
        }
    }

    private static func mismatch(_ body: Span<UInt8>, _ expected: [UInt8]) -> String? {
        let common = min(body.count, expected.count)
        if let place = (0..<common).first(where: { body[$0] != expected[$0] }) {
            return "byte \(place + 1): found \(body[place]), expected \(expected[place])"
        }
        if body.count == expected.count { return nil }
        return "found \(Printable.count(body.count, "byte")), expected \(Printable.count(expected.count))"
    }

    private func documentFault(_ request: Int, _ body: Span<UInt8>) -> AnswerFault? {
        let value: JSONValue
        do {
            value =
                expectations.answersInLines
                ? .array(try Self.documents(body))
                : try unsafe body.withUnsafeBytes { bytes throws(JSONError) in try unsafe JSONValue.parse(bytes) }
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

    /// One a line; lines of blanks are none.
    private static func documents(_ body: Span<UInt8>) throws(JSONError) -> [JSONValue] {
        var documents: [JSONValue] = []
        let bytes = body.indices.map { body[$0] }
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.contains(where: { $0 > 0x20 }) {
            documents.append(try JSONValue.parse(Array(line)))
        }
        return documents
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
