import Base
import Network
import TestSupport
import Testing

/// The loop on a simulated kernel with simulated workers: requests come back late, out of order, or to nobody; some are refused because
/// the ring is full or as many are under way as may be; time runs out; the loop is drained. The same must hold as without workers.
struct WorkerSimulationTests {
    private static let requestCount = Simulation.requestCount / 2
    private static let computeTimeoutMilliseconds = 100

    /// One loop until it is drained, with its workers.
    private final class Run {
        let handler = HandOverHandler()
        let simulation: Simulation
        let workers: SimulatedWorkers
        /// The loop slept on although something had come back.
        private(set) var hasSleptOn = false

        init(_ random: inout SeededRandom) throws {
            var limits = NetworkLimits()
            limits.exchangeCountMax = [1, 6, 1024][random.next(below: 3)]
            limits.computeTimeoutMilliseconds = WorkerSimulationTests.computeTimeoutMilliseconds
            simulation = try Simulation(
                &random, handler: handler, workerCount: SimulatedWorkers.workerCount, limits: limits)
            workers = SimulatedWorkers(handler, simulation, SeededRandom(seed: random.next()))
            simulation.kernel.meanwhile = { [workers] in workers.go() }
            simulation.kernel.haveWaitedInVain = { [unowned self] in
                if workers.givenBackCount != simulation.loop.counters.returnedRequestCount { hasSleptOn = true }
            }
        }

        var isEmpty: Bool { simulation.isEmpty && handler.count == 0 }
    }

    /// What has to have happened, or the simulation says little.
    private struct Tally {
        var handedOverCount: UInt64 = 0
        var timedOutCount: UInt64 = 0
        var fullCount = 0
        var allUnderWayCount = 0
        var abandonedCount = 0
        var wakeReportCount = 0
        var drainedCount = 0
        /// Drains that began while workers had something.
        var busyDrainCount = 0
        var answeredConnectionCount = 0
        var endedConnectionCount = 0

        mutating func add(_ run: Run) {
            let counters = run.simulation.loop.counters
            handedOverCount += counters.handedOverRequestCount
            timedOutCount += counters.timedOutConnectionCount(waitingFor: .compute)
            fullCount += run.handler.fullCount
            allUnderWayCount += run.handler.allUnderWayCount
            abandonedCount += run.workers.abandonedCount
            wakeReportCount += run.simulation.kernel.wakeReportCount
        }

        var isComplete: Bool {
            [
                timedOutCount > 0, fullCount > 0, allUnderWayCount > 0, abandonedCount > 0, wakeReportCount > 0,
                busyDrainCount > 0, answeredConnectionCount > 0, endedConnectionCount > 0,
            ].allSatisfy { $0 }
        }
    }

    @Test
    func `with workers every request is answered once and in order, or its connection closed, and every exchange comes back`()
        throws
    {
        var random = TestSeed.random(0x574F_524B)
        var run = try Run(&random)
        var tally = Tally()
        var sentCount = 0
        var round = 0
        while sentCount < Self.requestCount {
            round += 1
            // A drained loop is at its end: the next round has another.
            let drains = random.next(below: 6) == 0
            let clients = Self.turn(run, drains: drains, &random, &tally)
            sentCount += clients.reduce(0) { $0 + $1.mix.answers.count }
            Self.check(clients, run, drains: drains, "round \(round)", &tally)
            for client in clients where client.manner != .stuck { client.leave() }
            run.handler.isFull = false
            run.simulation.pass(milliseconds: 120_000)
            #expect(run.isEmpty, "round \(round)")
            #expect(!run.hasSleptOn, "round \(round)")
            #expect(run.simulation.loop.isFinished == drains, "round \(round)")
            guard run.isEmpty else { return }
            if drains || sentCount >= Self.requestCount {
                tally.add(run)
                run = try Run(&random)
            }
        }
        print("\(sentCount) requests in \(round) rounds: \(tally)")
        #expect(tally.isComplete)
        #expect(tally.handedOverCount > UInt64(sentCount / 8))
    }

    /// Turns loop, workers and clients, who come one after the other, until all is said.
    private static func turn(
        _ run: Run, drains: Bool, _ random: inout SeededRandom, _ tally: inout Tally
    ) -> [SimulatedClient] {
        var missingCount = 1 + random.next(below: Simulation.clientCountMax)
        var drainTurn = drains ? random.next(below: 150) : -1
        var clients: [SimulatedClient] = []
        for turn in 0..<Simulation.turnCountMax {
            while missingCount > 0, random.next(below: 4) > 0 {
                missingCount -= 1
                let mix = RequestMix(
                    requestCount: 1 + random.next(below: 20), handsOver: true, drains: drains, &random)
                let manners = SimulatedClient.Manner.allCases
                let manner = random.next(below: 2) == 0 ? .quick : manners[random.next(below: manners.count)]
                clients.append(SimulatedClient(mix, run.simulation.kernel, manner, &random))
            }
            if missingCount == 0, clients.allSatisfy(\.isDone) {
                // Nobody is left to ask: it is drained at once.
                guard drainTurn >= 0 else { return clients }
                drainTurn = min(drainTurn, turn)
            }
            if turn == drainTurn {
                run.simulation.loop.drain()
                tally.drainedCount += 1
                if run.simulation.loop.exchangeCount > 0 { tally.busyDrainCount += 1 }
            }
            for client in clients { client.go(&random) }
            run.handler.isFull = random.next(below: 8) == 0
            run.workers.go()
            run.simulation.loop.turn(timeoutMilliseconds: 1)
            if turn == drainTurn {
                run.simulation.kernel.closeListener()
                drainTurn = -1
                missingCount = 0
            }
        }
        Issue.record("a round without end")
        return clients
    }

    private static func check(
        _ clients: [SimulatedClient], _ run: Run, drains: Bool, _ name: Comment, _ tally: inout Tally
    ) {
        for client in clients {
            #expect(!client.isWrong, name)
            guard client.isFaithful else { continue }
            if client.isAnswered { tally.answeredConnectionCount += 1 }
            if client.hasEnded { tally.endedConnectionCount += 1 }
            // Only one that could not be registered, or that brought nothing in time when the loop was drained, is closed without a word.
            let isOver = client.isAnswered || client.hasEnded || client.isCutOff && (drains || client.hasNothing)
            #expect(isOver, "\(name): \(client.manner)")
            if let number = run.workers.lastNumbers[client.mix.name] {
                #expect(client.answeredCount > number, "\(name): what was handed over was answered")
            }
        }
    }
}
