internal import Base
internal import Glibc

/// The times at which one thread's requests are due, in ascending order: its share of a shape, the warm-up first. Takes no memory, however
/// many there are: a copy goes its own way from where it was made.
///
/// Where requests are spaced evenly, those of all threads together are. Where they come as from independent clients, each thread has a
/// stream of its own, with its part of the rate; together they are such a stream again.
package struct Arrivals {
    private enum Source {
        case even
        case poisson(SeededRandom)
        case recorded([Double])
    }

    private var source: Source
    /// Says when a position is reached; of recorded times, before the first of them.
    private let profile: RateProfile
    private var piece = 0
    /// Requests of all threads up to the next one.
    private var position: Double
    private let threadCount: Int
    /// Of recorded times: the next one.
    private var index: Int
    private let startNanoseconds: UInt64

    /// `startNanoseconds` is when the measured time begins. nil for a closed loop, which has no times.
    package init?(_ shape: LoadShape, threadIndex: Int, threadCount: Int, startNanoseconds: UInt64, warmUpSeconds: Double) {
        self.threadCount = threadCount
        self.startNanoseconds = startNanoseconds
        index = threadIndex
        switch shape {
        case .closed: return nil
        case .open(let profile, .constant):
            self.profile = profile
            source = .even
        case .open(let profile, .poisson(let seed)):
            self.profile = profile
            source = .poisson(SeededRandom(seed: SplitMix64.mix(seed &+ UInt64(threadIndex))))
        case .recorded(let seconds, _):
            let span = max(seconds.last ?? 0, 1e-3)
            profile = .constant(max(Double(seconds.count) / span, 1e-3), seconds: span)
            source = .recorded(seconds)
        }
        let warmUpCount = (warmUpSeconds * profile.initialRate).rounded(.down)
        if case .poisson = source {
            position = -warmUpCount
        } else {
            // In the middle of its share of the time: as many are due in a span as its rate says.
            position = -warmUpCount + Double(threadIndex) + 0.5
        }
    }

    /// The next one; nil when there are no more.
    package mutating func next() -> UInt64? {
        switch source {
        case .even: break
        case .poisson(var random):
            position -= log(1 - random.nextUnit()) * Double(threadCount)
            source = .poisson(random)
            return profile.seconds(ofPosition: position, piece: &piece).map(nanoseconds)
        case .recorded(let seconds) where position >= 0:
            guard index < seconds.count else { return nil }
            defer { index += threadCount }
            return nanoseconds(seconds[index])
        case .recorded: break
        }
        defer { position += Double(threadCount) }
        return profile.seconds(ofPosition: position, piece: &piece).map(nanoseconds)
    }

    private func nanoseconds(_ seconds: Double) -> UInt64 {
        let offset = Int64((seconds * 1e9).rounded())
        return UInt64(max(0, Int64(startNanoseconds) + offset))
    }
}
