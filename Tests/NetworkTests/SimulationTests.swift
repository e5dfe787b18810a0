import Base
import Network
import TestSupport
import Testing

/// The loop on a simulated kernel and a virtual clock: each request answered once and in order, or its connection closed, and nothing
/// left behind.
struct SimulationTests {
    /// Half of what is asked for; `WorkerSimulationTests` has the other.
    private static let requestCount = Simulation.requestCount / 2

    @Test func `on a simulated kernel every request is answered once and in order, or its connection closed`() throws {
        var random = TestSeed.random(0x5349_4D55)
        let simulation = try Simulation(&random)
        var sentCount = 0
        var mannerCounts: [SimulatedClient.Manner: Int] = [:]
        var answeredConnectionCount = 0
        var round = 0
        while sentCount < Self.requestCount {
            round += 1
            let clients = (0..<1 + random.next(below: Simulation.clientCountMax)).map { _ in
                let count = 1 + random.next(below: 20)
                sentCount += count
                // Most clients are well behaved.
                let manners = SimulatedClient.Manner.allCases
                let manner = random.next(below: 2) == 0 ? .quick : manners[random.next(below: manners.count)]
                mannerCounts[manner, default: 0] += 1
                return SimulatedClient(RequestMix(requestCount: count, &random), simulation.kernel, manner, &random)
            }
            var turnCount = 0
            while !clients.allSatisfy(\.isDone), turnCount < Simulation.turnCountMax {
                for client in clients { client.go(&random) }
                simulation.loop.turn(timeoutMilliseconds: 1)
                turnCount += 1
            }
            #expect(turnCount < Simulation.turnCountMax, "round \(round)")
            for client in clients {
                #expect(!client.isWrong, "round \(round), \(client.manner)")
                guard client.isFaithful else { continue }
                // A connection that could not be registered is the only one that may be closed without its answers.
                #expect(client.isAnswered || client.isCutOff && client.hasNothing, "round \(round), \(client.manner)")
                if client.isAnswered { answeredConnectionCount += 1 }
            }
            for client in clients where client.manner != .stuck { client.leave() }
            // Longer than any timeout: those who are stuck are given up, and say no word.
            simulation.pass(milliseconds: 120_000)
            #expect(simulation.isEmpty, "round \(round)")
            guard simulation.isEmpty else { return }
        }
        print("\(sentCount) requests in \(round) rounds, by manner of the client: \(mannerCounts)")
        #expect(answeredConnectionCount > round)
        #expect(mannerCounts.count == SimulatedClient.Manner.allCases.count)
        #expect(simulation.loop.counters.requestCount > UInt64(sentCount / 2))
    }

    @Test(arguments: [true, false])
    func `a reset at any byte of a conversation leaves nothing behind`(isSending: Bool) throws {
        var random = TestSeed.random(0x5245_5345)
        let text = Array((request("POST", "/a") + chunkedRequest("POST", "/b", "0123456789") + request("GET", "/c", "")).utf8)
        let answers = Array((answer("post /a hello") + answer("post /b 0123456789") + answer("get /c ")).utf8)
        for end in 0..<(isSending ? text.count : answers.count) {
            let simulation = try Simulation(&random)
            simulation.kernel.faultsPerThousand = 0
            let socket = simulation.kernel.connect(capacityToServer: 1 << 16, capacityToClient: 1 << 16)
            #expect(socket.give(text[..<(isSending ? end : text.count)]) > 0 || end == 0)
            var taken: [UInt8] = []
            for _ in 0..<10 { simulation.loop.turn(timeoutMilliseconds: 1) }
            for _ in 0..<100 where taken.count < (isSending ? 0 : end) {
                taken += socket.take(countMax: end - taken.count)
                simulation.loop.turn(timeoutMilliseconds: 1)
            }
            #expect(taken == Array(answers[..<(isSending ? 0 : end)]))
            socket.reset()
            for _ in 0..<100 where !simulation.isEmpty { simulation.loop.turn(timeoutMilliseconds: 1) }
            #expect(simulation.isEmpty, "reset after \(end) bytes")
        }
    }
}
