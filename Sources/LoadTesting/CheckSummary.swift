import Base
package import Codecs

/// How much of the answers was looked at, and what that took of the threads that send.
package struct CheckSummary: Sendable, Equatable {
    package var share: Double
    package var checkedCount: Int
    package var nanoseconds: UInt64

    package init(share: Double, checkedCount: Int, nanoseconds: UInt64) {
        (self.share, self.checkedCount, self.nanoseconds) = (share, checkedCount, nanoseconds)
    }

    /// Of the checks of all threads; nil when no body was to be looked at.
    package init?(_ checks: [ExpectationCheck], _ expectations: Expectations) {
        guard expectations.looksAtBodies else { return nil }
        self.init(
            share: expectations.share, checkedCount: checks.reduce(0) { $0 + $1.checkedCount },
            nanoseconds: checks.reduce(0) { $0 + $1.checkNanoseconds })
    }

    /// `2,046, the warm-up's among them, drawn with a share of 0.1; 3100 ns each`.
    package var words: String {
        let each = checkedCount == 0 ? 0 : nanoseconds / UInt64(checkedCount)
        let time = each < 10_000 ? "\(each) ns" : "\(Printable.count(Int(each / 1000))) µs"
        return
            "\(Printable.count(checkedCount)), the warm-up's among them, drawn with a share of \(Printable.number(share)); \(time) each"
    }

    package var json: JSONValue {
        .object([
            .init("share", JSONValue(share)), .init("checked", JSONValue(checkedCount)),
            .init("nanoseconds", .number("\(nanoseconds)")),
        ])
    }
}
