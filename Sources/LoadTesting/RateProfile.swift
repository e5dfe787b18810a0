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

        /// Requests that are due in all of it.
        var count: Double { seconds * (from + to) / 2 }

        /// The seconds after which `count` requests are due: the root of a quadratic, in the form that also holds where the rate hardly
        /// changes.
        func seconds(ofCount count: Double) -> Double {
            let slope = (to - from) / seconds
            let root = max(0, from * from + 2 * slope * count).squareRoot()
            return from + root > 0 ? min(seconds, 2 * count / (from + root)) : 0
        }
    }

    package let pieces: [Piece]
    /// Before each piece, and in all: requests that are due, and seconds.
    private let countsBefore: [Double]
    private let secondsBefore: [Double]

    package init(_ pieces: [Piece]) {
        precondition(!pieces.isEmpty && pieces[0].from > 0, "a profile begins with requests")
        self.pieces = pieces
        var counts = [0.0]
        var seconds = [0.0]
        for (index, piece) in pieces.enumerated() {
            counts.append(counts[index] + piece.count)
            seconds.append(seconds[index] + piece.seconds)
        }
        countsBefore = counts
        secondsBefore = seconds
    }

    package static func constant(_ rate: Double, seconds: Double) -> RateProfile {
        RateProfile([Piece(seconds: seconds, from: rate, to: rate)])
    }

    package var seconds: Double { secondsBefore[pieces.count] }
    /// Requests that are due in all.
    package var count: Double { countsBefore[pieces.count] }
    /// The rate at the start.
    package var initialRate: Double { pieces[0].from }
    package var isConstant: Bool { pieces.allSatisfy { $0.from == initialRate && $0.to == initialRate } }

    /// When the point is reached at which `position` requests have been due (negative: before the start); nil after the last piece. `piece`
    /// is where the last answer lay: those who ask in ascending order keep it.
    package func seconds(ofPosition position: Double, piece: inout Int) -> Double? {
        guard position >= 0 else { return position / initialRate }
        while piece < pieces.count, position >= countsBefore[piece + 1] { piece += 1 }
        guard piece < pieces.count else { return nil }
        return secondsBefore[piece] + pieces[piece].seconds(ofCount: position - countsBefore[piece])
    }
}
