import Base
import Network
import SystemPackage
import TestSupport
import Testing

/// A client that goes through a mix step by step.
private final class MixClient {
    let mix: RequestMix
    private let client: TestClient
    private let expected: [UInt8]
    private var stepCount = 0
    /// What has come, without the interim answers.
    private var answers: [UInt8] = []
    private var seenByteCount = 0

    init(_ mix: RequestMix, _ client: TestClient) {
        self.mix = mix
        self.client = client
        expected = mix.answers.flatMap { $0.texts[0] }
    }

    var isDone: Bool {
        client.isReset || stepCount == mix.steps.count && (client.isFinished || !mix.closes && answers.count >= expected.count)
    }

    var isRight: Bool { answers == expected && !client.isReset && client.isFinished == mix.closes }

    func go(_ random: inout SeededRandom) {
        client.exchange()
        if client.received.count > seenByteCount { takeAnswers() }
        guard stepCount < mix.steps.count, random.next(below: 3) > 0 else { return }
        switch mix.steps[stepCount] {
        case .send(let bytes):
            client.send(bytes)
            stepCount += 1
        case .awaitContinue(let answerCount):
            let answerByteCount = mix.answers.prefix(answerCount).reduce(0) { $0 + $1.texts[0].count }
            if answers.count == answerByteCount, client.received.suffix(RequestMix.interim.count) == RequestMix.interim[...] {
                stepCount += 1
            }
        }
    }

    /// An interim answer of which only a part has come counts as answer until the rest has.
    private func takeAnswers() {
        let received = client.received
        seenByteCount = received.count
        answers = []
        var index = 0
        while index < received.count {
            if received[index] == RequestMix.interim[0], received[index...].starts(with: RequestMix.interim) {
                index += RequestMix.interim.count
            } else {
                answers.append(received[index])
                index += 1
            }
        }
    }

    func close() { client.close() }
}

@Suite(.serialized)
struct RequestMixTests {
    /// What a loop must take as if it had not happened.
    private static let failures: [(ForcedFailures.Call, Errno)] = [
        (.receive, .resourceTemporarilyUnavailable), (.send, .resourceTemporarilyUnavailable), (.receive, .interrupted),
        (.send, .interrupted), (.accept, .interrupted), (.accept, .resourceTemporarilyUnavailable),
    ]

    @Test func `random mixes of requests in random pieces, with failures that pass, are answered each once and in order`() throws
    {
        var random = TestSeed.random(0x4D49_5845)
        let server = try LoopUnderTest(sendBufferByteCount: 16_384)
        var requestCount = 0
        for round in 0..<100 {
            let clients = (0..<4).map { _ in
                let count = 1 + random.next(below: 20)
                requestCount += count
                return MixClient(RequestMix(requestCount: count, &random), server.client())
            }
            var turnCount = 0
            while !clients.allSatisfy(\.isDone), turnCount < 200_000 {
                for client in clients { client.go(&random) }
                if server.failures.remainingCount < 4, random.next(below: 3) == 0 {
                    let failure = Self.failures[random.next(below: Self.failures.count)]
                    server.failures.plan(failure.0, failure.1)
                }
                server.loop.turn(timeoutMilliseconds: turnCount < 1000 ? 0 : 1)
                turnCount += 1
            }
            for client in clients { #expect(client.isRight, "round \(round)") }
            #expect(server.loop.counters.requestCount == UInt64(requestCount), "round \(round)")
            for client in clients { client.close() }
            #expect(server.has(connections: 0))
            #expect(server.loop.bufferByteCount == 0)
        }
        #expect(requestCount > 3000)
        #expect(server.loop.counters.refusedRequestCount == 0)
    }
}
