import Codecs
import LoadTesting
import Network
import Testing

struct OpenLoopTests {
    private static let start: UInt64 = 100_000_000_000
    private static let requests = RequestSet(method: .get, messages: [Array("GET / HTTP/1.1\r\n\r\n".utf8)])

    private static func window(seconds: UInt64) -> MeasuredWindow {
        MeasuredWindow(startNanoseconds: start, endNanoseconds: start + seconds * 1_000_000_000)
    }

    private static func openLoop(rate: Double, seconds: UInt64, spacing: LoadShape.Spacing = .constant) throws -> OpenLoop {
        let shape = LoadShape.open(.constant(rate, seconds: Double(seconds)), spacing)
        let arrivals = try #require(
            Arrivals(shape, threadIndex: 0, threadCount: 1, startNanoseconds: start, warmUpSeconds: 0))
        return OpenLoop(requests, window(seconds: seconds), arrivals, threadIndex: 0)
    }

    private static func milliseconds(_ latencies: Latencies, _ percent: Double) throws -> Double {
        Double(try #require(latencies.nanoseconds(atPercentile: percent))) / 1e6
    }

    @Test(arguments: [LoadShape.Spacing.constant, .poisson(seed: 5)], [1000, 4])
    func `a server that stalls for 200 ms a second shows it as theory says, however few the connections`(
        spacing: LoadShape.Spacing, connectionCount: Int
    ) throws {
        let loop = try Self.openLoop(rate: 500, seconds: 20, spacing: spacing)
        VirtualServer.stalling(forNanoseconds: 200_000_000, serviceNanoseconds: 100_000, connectionCount: connectionCount)
            .run(loop, from: Self.start - 1)
        // Due at a time x into a stall, a request waits for the rest of it: a fifth of all, evenly from 0 to 200 ms. So the share of those
        // that wait longer than w is (200 - w) / 1000. With few connections the ones that waited then follow each other, in 0.1 ms each.
        let queue = connectionCount == 4 ? 100 * 0.1 / 4 : 0.0
        let tolerance = spacing == .constant ? 1.0 : 8.0
        for (percent, expected) in [(99, 190), (90, 100), (95, 150)] as [(Double, Double)] {
            let value = try Self.milliseconds(loop.tally.latency, percent)
            #expect(value > expected - tolerance && value < expected + tolerance + queue, "p\(percent) is \(value) ms")
        }
        #expect(try Self.milliseconds(loop.tally.latency, 70) < 0.5)
        #expect(loop.tally.succeededCount == loop.tally.dueCount && loop.tally.unsentCount == 0)
        #expect(loop.tally.lag.maxNanoseconds == 0, "the server was late, not the generator")
    }

    @Test func `a closed loop does not see the stalls`() throws {
        let loop = ClosedLoop(Self.requests, Self.window(seconds: 20), threadIndex: 0)
        VirtualServer.stalling(forNanoseconds: 200_000_000, serviceNanoseconds: 100_000, connectionCount: 4)
            .run(loop, from: Self.start - 1)
        // Four slow requests a second, of 32,000.
        #expect(try Self.milliseconds(loop.tally.latency, 99.9) < 0.2)
        #expect(try Self.milliseconds(loop.tally.latency, 99.999) > 190)
    }

    @Test func `what is due in the measured time is sent after its end, in order, and counted as late`() throws {
        // One connection that takes 10 ms a request: 100 a second of the 200 that are due.
        let loop = try Self.openLoop(rate: 200, seconds: 2)
        VirtualServer(answerTime: { $0 + 10_000_000 }, connectionCount: 1).run(loop, from: Self.start)
        #expect(loop.tally.dueCount == 400 && loop.tally.begunCount == 400 && loop.tally.succeededCount == 400)
        #expect((199...201).contains(loop.tally.begunInTimeCount))
        #expect(abs(try Self.milliseconds(loop.tally.latency, 100) - 2005) < 12)
        #expect(try Self.milliseconds(loop.tally.serviceTime, 100) < 10.1)
        let due = loop.series.parts.map(\.dueCount)
        #expect(due.count == 20 && due.allSatisfy { $0 == 20 })
        #expect(loop.series.parts.reduce(0) { $0 + $1.answeredCount } == 400)
        #expect(loop.series.parts.dropLast().allSatisfy { (9...11).contains($0.answeredCount) })
    }

    @Test func `a handler that is asked late puts the blame on itself only when a connection was free`() throws {
        let loop = try Self.openLoop(rate: 100, seconds: 1)
        guard case .notBefore(let due) = loop.nextRequest(at: Self.start, freeSince: Self.start) else {
            Issue.record("nothing is due yet")
            return
        }
        #expect(due == Self.start + 5_000_000)
        _ = loop.nextRequest(at: due + 700_000, freeSince: Self.start)
        #expect(loop.tally.lag.maxNanoseconds == 700_000)
        // Due 15 ms after the start, and free 20 ms after it only.
        _ = loop.nextRequest(at: Self.start + 20_100_000, freeSince: Self.start + 20_000_000)
        #expect(loop.tally.lag.count == 2 && loop.tally.lag.maxNanoseconds == 700_000)
        #expect(loop.tally.lag.minNanoseconds == 100_000)
    }

    @Test func `the backlog is what is due and was not asked for`() throws {
        let loop = try Self.openLoop(rate: 100, seconds: 1)
        func backlog(_ milliseconds: UInt64) -> [UInt64]? {
            loop.backlog(at: Self.start + milliseconds * 1_000_000).map {
                [UInt64($0.dueCount), ($0.nextNanoseconds - Self.start) / 1_000_000]
            }
        }
        #expect(backlog(4) == [0, 5])
        #expect(backlog(26) == [3, 35])
        _ = loop.nextRequest(at: Self.start + 26_000_000, freeSince: 0)
        #expect(backlog(27) == [2, 35])
        for _ in 0..<99 { _ = loop.nextRequest(at: Self.start + 2_000_000_000, freeSince: 0) }
        #expect(backlog(2000) == nil)
        guard case .finished = loop.nextRequest(at: Self.start + 2_000_000_000, freeSince: 0) else {
            Issue.record("all were sent")
            return
        }
    }
}
