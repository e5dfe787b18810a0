/// How many requests a second are due, over time: pieces in which the rate is constant or changes evenly. Seconds count from the start of
/// the measured time; before it the rate is the first piece's at its start, and after the last piece nothing is due.
package struct RateProfile: Sendable, Equatable {
    package struct Piece: Sendable, Equatable {
        package var seconds: Double
        /// Requests a second at its start and at its end.
        package var from: Double
        package var to: Double

        package init(seconds: Double, from: Double, to: Double) {
            precondition(seconds > 0 && from >= 0 && to >= 0 && from + to > 0, "a piece takes time and has requests")
            (self.seconds, self.from, self.to) = (seconds, from, to)
        }

        /// Requests that are due in its first `seconds`.
        func count(after seconds: Double) -> Double { seconds * (from + (to - from) * seconds / self.seconds / 2) }

        /// The seconds after which `count` requests are due: the root of a quadratic, in the form that also holds where the rate hardly
        /// changes.
        func seconds(ofCount count: Double) -> Double {
            let slope = (to - from) / seconds
            let root = max(0, from * from + 2 * slope * count).squareRoot()
            return from + root > 0 ? min(seconds, 2 * count / (from + root)) : 0
        }
    }

    package let pieces: [Piece]
    /// Requests that are due before each piece, and in all.
    private let countsBefore: [Double]

    package init(_ pieces: [Piece]) {
        precondition(!pieces.isEmpty && pieces[0].from > 0, "a profile begins with requests")
        self.pieces = pieces
        var counts = [0.0]
        for piece in pieces { counts.append(counts[counts.count - 1] + piece.count(after: piece.seconds)) }
        countsBefore = counts
    }

    package static func constant(_ rate: Double, seconds: Double) -> RateProfile {
        RateProfile([Piece(seconds: seconds, from: rate, to: rate)])
    }

    package var seconds: Double { pieces.reduce(0) { $0 + $1.seconds } }
    /// Requests that are due in all.
    package var count: Double { countsBefore[countsBefore.count - 1] }
    /// The rate at the start.
    package var initialRate: Double { pieces[0].from }
    package var isConstant: Bool { pieces.allSatisfy { $0.from == initialRate && $0.to == initialRate } }

    /// When request number `position` is due (negative ones before the start); nil after the last. `piece` is where the one before it lay,
    /// and is kept by those who ask in ascending order.
    package func seconds(ofPosition position: Double, piece: inout Int) -> Double? {
        guard position >= 0 else { return position / initialRate }
        while piece < pieces.count, position >= countsBefore[piece + 1] { piece += 1 }
        guard piece < pieces.count else { return nil }
        var start = 0.0
        for earlier in 0..<piece { start += pieces[earlier].seconds }
        return start + pieces[piece].seconds(ofCount: position - countsBefore[piece])
    }
}
