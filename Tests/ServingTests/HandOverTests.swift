import Base
import BundleTestSupport
import Bundles
import Codecs
import Network
import Serving
import ServingTestSupport
import Tabular
import TestSupport
import Testing

/// Requests on their way through the ring, with workers that work when the test lets them.
struct HandOverTests {
    private let folder = TemporaryFolder()

    private func server(
        inlineCost: Int = 1, slots: Int = 8, part: Int = 1_000_000, workers: Int = 1, queue: Int = 60_000,
        _ edit: (inout ServingOptions) -> Void = { _ in }
    ) throws -> HandOverUnderTest {
        try SmallModel().write(to: folder.path)
        var options = ServingOptions()
        edit(&options)
        var ring = RingOptions()
        ring.inlineCostMicroseconds = inlineCost
        ring.slotCount = slots
        ring.partCostMicroseconds = part
        ring.workerCount = workers
        ring.queueMillisecondsMax = queue
        return try HandOverUnderTest(try ModelHost(folder: folder.path), options: options, ring: ring)
    }

    private static func body(rowCount: Int) -> String {
        let rows = (0..<rowCount).map { #"[\#($0 % 90),\#($0 * 100),"Oslo"]"# }
        return "{\"instances\":[" + rows.joined(separator: ",") + "]}"
    }

    private static let light = #"{"features":[35,42000,"Oslo"]}"#

    /// Turns the loop until so many requests wait in the ring.
    private func waitFor(_ count: Int, in server: HandOverUnderTest) -> Bool {
        for _ in 0..<20_000 {
            server.turn()
            if server.ring.queue.count == count { return true }
        }
        return false
    }

    private func turns(until client: HandOverUnderTest.Client, has text: String, _ server: HandOverUnderTest) -> Bool {
        for _ in 0..<20_000 {
            server.turn()
            if client.takeText() == text { return true }
        }
        return false
    }

    @Test func `a loop that handed a request over answers the others, and the one when a worker is done`() throws {
        let server = try server(inlineCost: 1_000)
        let (heavy, light) = (server.connect(), server.connect())
        heavy.post("/predict/small", Self.body(rowCount: 10_000))
        #expect(waitFor(1, in: server))
        for _ in 0..<3 {
            light.post("/predict/small", Self.light)
            var answer: HandOverUnderTest.Client.Answer?
            for _ in 0..<20_000 where answer == nil {
                server.turn()
                answer = light.takeAnswer()
            }
            #expect(answer?.status == 200)
        }
        #expect(heavy.takeAnswer() == nil && server.ring.queue.count == 1 && server.ring.budget.queuedNanoseconds > 0)
        #expect(server.work())
        #expect(!server.work())
        #expect(server.answer(to: heavy)?.status == 200)
        #expect(server.ring.budget.queuedNanoseconds == 0)
        // Answers are the loop's to count; calls of the forest are counted by who made them.
        #expect(server.counters[0].rowCount(model: 0) == 10_003 && server.counters[0].responseCount(.ok) == 4)
        #expect(server.counters[0].executionCount(model: 0) == 3 && server.counters[1].executionCount(model: 0) > 10)
        #expect(server.counters[1].busyNanoseconds(model: 0) > 0)
    }

    @Test func `requests behind one that was handed over wait for it, and keep their order`() throws {
        let server = try server()
        let client = server.connect()
        let bodies = [Self.body(rowCount: 3), Self.light, Self.body(rowCount: 2), "{"]
        for body in bodies { client.post("/predict/small", body) }
        let answers = bodies.map { _ in server.answer(to: client) }
        #expect(answers.map { $0?.status } == [200, 200, 200, 400])
        #expect(answers[0]?.body.components("prediction\":") == 3)
        #expect(answers[1]?.body.components("prediction\":") == 1)
        #expect(answers[2]?.body.components("prediction\":") == 2)
    }

    @Test func `a full ring refuses at once with Retry-After, and takes again when there is room`() throws {
        let server = try server(slots: 2)
        let clients = (0..<4).map { _ in server.connect() }
        for client in clients.prefix(2) { client.post("/predict/small", Self.body(rowCount: 50)) }
        #expect(waitFor(2, in: server))
        for client in clients.dropFirst(2) {
            client.post("/predict/small", Self.body(rowCount: 50))
            var answer: HandOverUnderTest.Client.Answer?
            for _ in 0..<20_000 where answer == nil {
                server.turn()
                answer = client.takeAnswer()
            }
            #expect(answer?.status == 503)
            #expect(answer?.head.contains("\r\nRetry-After: 1\r\n") == true, "\(answer?.head ?? "")")
            #expect(answer?.body.hasPrefix("{\"error\":\"") == true)
        }
        #expect(server.counters[0].responseCount(.serviceUnavailable) == 2)
        #expect(server.counters[0].refusalCount(model: 0) == 2 && server.counters[0].rejectionCount(model: 0) == 2)
        #expect(server.counters[0].queuedCount(model: 0) == 2 && server.counters[1].takenCount(model: 0) == 0)
        for client in clients.prefix(2) { #expect(server.answer(to: client)?.status == 200) }
        #expect(server.counters[0].queuedCount(model: 0) == 2 && server.counters[1].takenCount(model: 0) == 2)
        // The refused connections are as good as before.
        for client in clients {
            client.post("/predict/small", Self.body(rowCount: 3))
            #expect(server.answer(to: client)?.status == 200)
        }
        #expect(server.ring.budget.queuedNanoseconds == 0)
    }

    @Test func `what would wait too long is refused`() throws {
        let server = try server(slots: 512, queue: 1)
        let (first, second) = (server.connect(), server.connect())
        // Some milliseconds of work, whatever the machine is.
        first.post("/predict/small", Self.body(rowCount: 10_000))
        #expect(waitFor(1, in: server))
        #expect(server.ring.budget.expectedWaitNanoseconds > 1_000_000)
        second.post("/predict/small", Self.body(rowCount: 50))
        var answer: HandOverUnderTest.Client.Answer?
        for _ in 0..<20_000 where answer == nil {
            server.turn()
            answer = second.takeAnswer()
        }
        #expect(answer?.status == 503)
        #expect(server.answer(to: first)?.status == 200)
        second.post("/predict/small", Self.body(rowCount: 3))
        #expect(server.answer(to: second)?.status == 200)
    }

    @Test func `a connection that is gone leaves nothing behind`() throws {
        let server = try server(part: 1)
        do {
            let client = server.connect()
            client.post("/predict/small", Self.body(rowCount: 100))
            #expect(waitFor(1, in: server))
            client.reset()
        }
        for _ in 0..<20_000 where server.loop.connectionCount > 0 { server.turn() }
        #expect(server.loop.connectionCount == 0)
        while server.work() {}
        server.turn()
        #expect(server.ring.budget.queuedNanoseconds == 0 && server.loop.bufferByteCount == 0)
        let client = server.connect()
        client.post("/predict/small", Self.body(rowCount: 100))
        #expect(server.answer(to: client)?.status == 200)
    }

    @Test func `an answer of a worker, and a refusal by load, repeat what their request is called`() throws {
        let server = try server(queue: 1)
        let fields =
            "X-Request-Id: r-1\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nX-Server-Timing: 1\r\n"
        let (first, second) = (server.connect(), server.connect())
        first.post("/predict/small", Self.body(rowCount: 10_000), fields: fields)
        #expect(waitFor(1, in: server))
        second.post("/predict/small", Self.body(rowCount: 50), fields: fields)
        let refused = try #require(server.answer(to: second))
        let answered = try #require(server.answer(to: first))
        #expect(refused.status == 503 && answered.status == 200)
        for answer in [refused, answered] {
            #expect(answer.head.contains("\r\nX-Request-Id: r-1\r\n"))
            #expect(answer.head.contains("\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-"))
        }
        // Both were asked for; a refusal took no time that would be worth telling.
        #expect(refused.head.contains("\r\nRetry-After: ") && !refused.head.contains("Server-Timing"))
        let line = try #require(answered.head.split(separator: "\r\n").first { $0.hasPrefix("Server-Timing: ") })
        let stages = line.dropFirst("Server-Timing: ".count).split(separator: ", ")
        #expect(stages.map { $0.prefix { $0 != ";" } } == ["queue", "parse", "score"])
        let times = stages.map { Double($0.drop { $0 != "=" }.dropFirst()) ?? -1 }
        #expect(times.allSatisfy { $0 > 0 }, "\(line)")
    }

    @Test func `a body that would be refused by load is not waited for`() throws {
        let server = try server(queue: 1)
        let (first, second) = (server.connect(), server.connect())
        first.post("/predict/small", Self.body(rowCount: 10_000))
        #expect(waitFor(1, in: server))
        let head = "POST /predict/small HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\nExpect: 100-continue\r\n\r\n"
        second.send(Array(head.utf8))
        let refused = try #require(server.answer(to: second))
        #expect(refused.status == 503 && refused.head.contains("\r\nConnection: close\r\n"))
        #expect(server.counters[0].refusalCount(.queueTime) == 1)
        #expect(server.answer(to: first)?.status == 200)
        let third = server.connect()
        third.send(Array(head.utf8))
        #expect(turns(until: third, has: "HTTP/1.1 100 Continue\r\n\r\n", server))
    }

    @Test func `a deadline that is over when a worker takes the request up is 504`() throws {
        let server = try server()
        let client = server.connect()
        client.post("/predict/small", Self.body(rowCount: 50), fields: "X-Request-Timeout-Ms: 20\r\n")
        #expect(waitFor(1, in: server))
        let begin = MonotonicClock.nanoseconds
        while MonotonicClock.nanoseconds - begin < 30_000_000 { server.turn() }
        let answer = try #require(server.answer(to: client))
        #expect(answer.status == 504 && answer.body.hasPrefix("{\"error\":\""))
        #expect(server.counters[0].refusalCount(.deadline) == 1 && server.counters[1].executionCount(model: 0) == 0)
    }

    @Test func `parts of a request beyond its share of the ring are worked out by who took it`() throws {
        for slots in [2, 4, 256] {
            let server = try server(slots: slots, part: 1, workers: 2)
            let client = server.connect()
            client.post("/predict/small", Self.body(rowCount: 3_000))
            #expect(waitFor(1, in: server))
            #expect(server.work())
            // A quarter of the slots, one at least.
            #expect(server.ring.queue.count == max(1, min(slots / 4, 63)))
            let answer = try #require(server.answer(to: client))
            #expect(answer.status == 200 && answer.body.components("prediction\":") == 3_000)
            #expect(server.counters[0].rowCount(model: 0) == 3_000)
            #expect(server.counters.dropFirst().contains { $0.executionCount(model: 0) > 1 })
        }
    }

    @Test func `an answer over its limit is refused with the same words in parts as whole`() throws {
        var texts: [String] = []
        for part in [1, 1_000_000_000] {
            let server = try server(part: part) { $0.answerByteCountMax = 5_000 }
            let client = server.connect()
            client.post("/predict/small", Self.body(rowCount: 200))
            let answer = try #require(server.answer(to: client))
            #expect(answer.status == 413)
            #expect(server.counters[0].refusalCount(model: 0) == 1 && server.counters[0].rowCount(model: 0) == 0)
            #expect(server.counters[0].refusalCount(.answerTooLarge) == 1)
            texts.append(answer.body)
        }
        #expect(texts[0] == texts[1])
    }

    @Test func `an answer as large as its limit is given, and one byte larger is refused, in parts as whole`() throws {
        func ask(part: Int, byteCountMax: Int?) throws -> HandOverUnderTest.Client.Answer {
            let server = try server(part: part) { $0.answerByteCountMax = byteCountMax ?? $0.answerByteCountMax }
            let client = server.connect()
            client.post("/predict/small", Self.body(rowCount: 200))
            return try #require(server.answer(to: client))
        }
        // The versions of the model that are made here are of one digit: the answers are of one length.
        let byteCount = try ask(part: 1, byteCountMax: nil).body.utf8.count
        for part in [1, 1_000_000_000] {
            let answer = try ask(part: part, byteCountMax: byteCount)
            #expect(answer.status == 200 && answer.body.utf8.count == byteCount)
            #expect(try ask(part: part, byteCountMax: byteCount - 1).status == 413)
        }
    }

    @Test func `whole and in parts, bodies are judged by workers as by the oracle`() throws {
        var ring = RingOptions()
        ring.inlineCostMicroseconds = 1
        ring.workerCount = 2
        ring.queueMillisecondsMax = 3_600_000
        var random = TestSeed.random(80_001)
        var acceptedCount = 0
        for part in [1, 1_000_000_000] {
            ring.partCostMicroseconds = part
            let comparison = try PredictionComparison(ring: ring)
            for index in 0..<4_000 {
                let question = PredictionComparison.Question(UInt8(index % 162))
                let isClean = question.policy == .strict || random.next(below: 2) == 0
                let rows = (0..<random.next(below: 12) + 2).map { _ in RandomRow(&random, isClean: isClean).json(&random) }
                var body = Array(("{\"instances\":[" + rows.joined(separator: ",") + "]}").utf8)
                if random.next(below: 3) == 0 {
                    body[random.next(below: body.count)] = Array("{}[],:\"0-e.xN\\ ".utf8)[random.next(below: 15)]
                }
                let (problem, isAccepted) = comparison.check(body, question)
                if isAccepted { acceptedCount += 1 }
                #expect(problem == nil, "\(String(decoding: body, as: UTF8.self))")
            }
        }
        #expect(acceptedCount > 1_000 && acceptedCount < 7_000)
    }
}

extension String {
    /// How often `text` stands in it.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
