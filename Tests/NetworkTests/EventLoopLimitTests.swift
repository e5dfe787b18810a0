import Codecs
import Network
import SystemPackage
import Testing

/// What one connection may ask for, and how slowly it may take it.
@Suite(.serialized)
struct EventLoopLimitTests {
    @Test func `the last request that a connection may bring says that it closes, and what follows it is not looked at`() throws {
        let server = try LoopUnderTest { $0.requestCountPerConnectionMax = 3 }
        let client = server.client()
        client.send(request())
        #expect(server.receives(answer("post /p hello"), client))
        client.send(request() + request() + request() + "BAD")
        let expected = answer("post /p hello") + answer("post /p hello") + answer("post /p hello", connection: "close")
        #expect(server.turn([client]) { client.isFinished })
        #expect(client.text == expected)
        #expect(server.handler.requestCount == 3)
        let other = server.client()
        other.send(request())
        #expect(server.receives(answer("post /p hello"), other), "each connection is counted by itself")
    }

    @Test func `as many pipelined requests are answered as may wait, and the rest when those are on their way`() throws {
        let server = try LoopUnderTest { $0.pipelinedCountMax = 10 }
        let client = server.client()
        // The kernel takes nothing of the first ten, neither when they are as many as may wait nor when the turn ends.
        for _ in 0..<2 { server.failures.plan(.send, .resourceTemporarilyUnavailable) }
        client.send(String(repeating: request(), count: 35))
        #expect(server.turn { server.handler.requestCount > 0 })
        #expect(server.handler.requestCount == 10)
        #expect(server.failures.remainingCount == 0)
        #expect(server.receives(String(repeating: answer("post /p hello"), count: 35), client))
        #expect(server.handler.requestCount == 35)
        #expect(server.loop.bufferByteCount == 0)
    }

    /// Takes a little of a large answer every ten seconds, `roundCount` times or until the connection is gone.
    private func takeSlowly(_ server: LoopUnderTest, byteCount: Int, roundCount: Int) -> Int {
        let client = server.client(receiveBufferByteCount: 4096)
        client.send(request("POST", "/big", "4000000"))
        #expect(server.turn { server.handler.requestCount == 1 })
        server.idle()
        for round in 0..<roundCount {
            server.advance(milliseconds: 10_000)
            let sent = server.loop.counters.sentByteCount
            var taken = 0
            // Until the kernel had to be given more.
            let goesOn = server.turn {
                let before = client.received.count
                client.pull(byteCountMax: min(4096, byteCount))
                taken += client.received.count - before
                return (taken >= byteCount && server.loop.counters.sentByteCount > sent) || server.loop.connectionCount == 0
            }
            #expect(goesOn)
            if server.loop.connectionCount == 0 { return round }
        }
        return roundCount
    }

    @Test func `a client that takes its answer too slowly is cut off, whatever it took before`() throws {
        let server = try LoopUnderTest(sendBufferByteCount: 16_384) { $0.answerByteCountPerSecondMin = 100_000 }
        let rounds = takeSlowly(server, byteCount: 20_000, roundCount: 20)
        #expect(rounds < 3)
        #expect(server.loop.counters.timedOutConnectionCount(waitingFor: .write) == 1)
        #expect(server.loop.bufferByteCount == 0)
    }

    @Test(arguments: [0, 100])
    func `one that takes it fast enough is not, and none is where there is no least rate`(rate: Int) throws {
        let server = try LoopUnderTest(sendBufferByteCount: 16_384) { $0.answerByteCountPerSecondMin = rate }
        #expect(takeSlowly(server, byteCount: 20_000, roundCount: 20) == 20)
        #expect(server.loop.connectionCount == 1)
    }
}
