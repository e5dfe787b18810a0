import Base
import BundleTestSupport
import Bundles
import Codecs
import Network
import Serving
import ServingTestSupport
import TestSupport
import Testing

/// Requests of one row that are ready in the same turn, scored together.
struct GatherTests {
    private let folder = TemporaryFolder()

    init() throws {
        try SmallModel(name: "b").write(to: folder.path)
        try SmallModel(task: .multiclass, name: "m").write(to: folder.path)
    }

    private func server(_ gather: GatherChoice, slots: Int = 128) throws -> HandOverUnderTest {
        var options = ServingOptions()
        options.gather = gather
        var ring = RingOptions()
        ring.inlineCostMicroseconds = 1_000_000
        ring.slotCount = slots
        return try HandOverUnderTest(try ModelHost(folder: folder.path), options: options, ring: ring)
    }

    private struct Question {
        var path: String
        var body: String
        var isAccepted = true
    }

    /// A row in one of the forms that it may have, for one of the models; some are no rows.
    private static func question(_ random: inout SeededRandom) -> Question {
        let path = ["/predict/b", "/predict/m?margin=1", "/predict/m?probabilities=0"][random.next(below: 3)]
        let row = "[\(random.next(below: 90)),\(random.next(below: 100_000)),\"\(["Oslo", "Rome"][random.next(below: 2)])\"]"
        switch random.next(below: 6) {
        case 0: return Question(path: path, body: "{\"instances\":[\(row)]}")
        case 1: return Question(path: path, body: "{\"instances\":[\(row),\(row)]}")
        case 2: return Question(path: path, body: "{\"features\":\(row)", isAccepted: false)
        case 3: return Question(path: path, body: "{\"age\":\(random.next(below: 90)),\"city\":\"Oslo\",\"income\":7}")
        default: return Question(path: path, body: "{\"features\":\(row)}")
        }
    }

    /// Clients whose connections are accepted, so that what they send next is ready together.
    private func clients(_ count: Int, of server: HandOverUnderTest) -> [HandOverUnderTest.Client] {
        (0..<count).map { _ in
            let before = server.loop.connectionCount
            let client = server.connect()
            while server.loop.connectionCount == before { server.turn() }
            return client
        }
    }

    @Test(arguments: [2, 9, 64, 150]) func `rows that are scored together are answered as alone`(clientCount: Int) throws {
        var random = TestSeed.random(81_001)
        let alone = try server(.off)
        let asker = alone.connect()
        let together = try server(.always)
        let clients = clients(clientCount, of: together)
        var acceptedCount = 0
        for round in 0..<5 {
            let questions = clients.map { _ in Self.question(&random) }
            for (index, question) in questions.enumerated() {
                clients[index].post(
                    question.path, question.body, fields: "X-Request-Id: r\(round)-\(index)\r\nX-Server-Timing: 1\r\n")
            }
            for (index, question) in questions.enumerated() {
                let answer = try #require(together.answer(to: clients[index]))
                asker.post(question.path, question.body)
                let expected = try #require(alone.answer(to: asker))
                #expect(answer.status == expected.status && answer.body == expected.body)
                #expect(expected.status == (question.isAccepted ? 200 : 400))
                #expect(answer.head.contains("\r\nX-Request-Id: r\(round)-\(index)\r\n"))
                #expect(answer.head.contains("\r\nServer-Timing: queue;dur=0.000, parse;dur="))
                acceptedCount += question.isAccepted ? 1 : 0
            }
        }
        let counters = together.counters[0]
        for model in 0..<2 {
            #expect(counters.rowCount(model: model) == alone.counters[0].rowCount(model: model))
            #expect(counters.refusalCount(model: model) == alone.counters[0].refusalCount(model: model))
            #expect(counters.executionCount(model: model) <= alone.counters[0].executionCount(model: model))
        }
        #expect(counters.responseCount(.ok) == UInt64(acceptedCount))
        #expect(clientCount < 64 || counters.gatheredRowCount(model: 0) > UInt64(clientCount / 2))
        #expect(together.loop.exchangeCount == 0)
    }

    @Test func `pipelined requests keep their order, whoever else is asked`() throws {
        var random = TestSeed.random(81_002)
        let alone = try server(.off)
        let asker = alone.connect()
        let together = try server(.always)
        let clients = clients(20, of: together)
        let questions = clients.map { _ in (0..<30).map { _ in Self.question(&random) } }
        for (client, questions) in zip(clients, questions) {
            for question in questions { client.post(question.path, question.body) }
        }
        for (client, questions) in zip(clients, questions) {
            for question in questions {
                let answer = together.answer(to: client)
                asker.post(question.path, question.body)
                #expect(answer != nil && answer?.body == alone.answer(to: asker)?.body)
            }
        }
        #expect(together.loop.exchangeCount == 0)
        let gathered = together.counters[0]
        #expect(gathered.gatheredRowCount(model: 0) + gathered.gatheredRowCount(model: 1) > 100)
    }

    @Test func `a row for which no exchange is free is answered alone`() throws {
        let together = try server(.always, slots: 2)
        let clients = clients(10, of: together)
        for client in clients { client.post("/predict/b", #"{"features":[35,42000,"Oslo"]}"#) }
        for client in clients { #expect(together.answer(to: client)?.status == 200) }
        #expect(together.counters[0].rowCount(model: 0) == 10 && together.counters[0].responseCount(.ok) == 10)
    }

    @Test func `a connection that is reset while its row waits gets nothing, and the others all`() throws {
        let together = try server(.always)
        for _ in 0..<20 {
            let clients = clients(6, of: together)
            for (index, client) in clients.enumerated() {
                client.post("/predict/b", #"{"features":[35,42000,"Oslo"]}"#)
                if index % 2 == 0 { client.reset() }
            }
        }
        while together.loop.connectionCount > 0 { together.turn() }
        #expect(together.loop.exchangeCount == 0 && together.loop.bufferByteCount == 0)
    }

    @Test func `it pays for models whose rows cost much less together`() throws {
        // A small model costs less alone than the wait; one of many trees much more, when there are rows enough for a block.
        for (treeCount, clientCount, pays) in [(3, 50, false), (2_000, 50, true), (2_000, 2, false)] {
            let folder = TemporaryFolder()
            try SmallModel(name: "x", treeCount: treeCount).write(to: folder.path)
            var options = ServingOptions()
            options.gather = .auto
            var ring = RingOptions()
            ring.inlineCostMicroseconds = 1_000_000
            let server = try HandOverUnderTest(try ModelHost(folder: folder.path), options: options, ring: ring)
            let clients = clients(clientCount, of: server)
            for client in clients { client.post("/predict/x", #"{"features":[35,42000,"Oslo"]}"#) }
            for client in clients { #expect(server.answer(to: client)?.status == 200) }
            #expect((server.counters[0].gatheredRowCount(model: 0) > 0) == pays, "\(treeCount) trees, \(clientCount) clients")
        }
    }
}
