import Base

/// A client's conversation, made at random: what it sends and in which pieces, and what may come back.
struct RequestMix {
    enum Step {
        case send([UInt8])
        /// Nothing more is sent before that many answers and an interim one have come.
        case awaitContinue(answerCount: Int)
    }

    /// What may come back for one request.
    struct Answer {
        /// Any of these; the first is of a server that has time and room for all.
        var texts: [[UInt8]]
        /// Any of these instead, after which the connection closes.
        var lastTexts: [[UInt8]]
    }

    /// In the paths, so that no two clients ask for the same.
    let name: String
    private(set) var steps: [Step] = []
    /// One for each request, without the interim ones: whether a client that does not wait gets one depends on how its bytes arrive.
    private(set) var answers: [Answer] = []
    /// Whether the last request closes the connection.
    private(set) var closes = false
    private var unsent: [UInt8] = []
    private let handsOver: Bool
    private let drains: Bool

    static let interim = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// With `handsOver` every other request or so is one that `HandOverHandler` hands over, which may be refused or come to nothing; a
    /// server that `drains` may close behind every answer.
    init(requestCount: Int, handsOver: Bool = false, drains: Bool = false, _ random: inout SeededRandom) {
        name = String(random.next(below: 1 << 30), radix: 36)
        self.handsOver = handsOver
        self.drains = drains
        for number in 0..<requestCount {
            closes = number == requestCount - 1 && random.next(below: 2) == 0
            let path = path(number, &random)
            switch random.next(below: 6) {
            case 0: addHTTP10(path)
            case 1: addHead(path)
            default: addBody(path, &random)
            }
        }
        if closes { unsent += Array(request("POST", "/never").utf8) }
        sendInPieces(&random)
    }

    private func path(_ number: Int, _ random: inout SeededRandom) -> String {
        handsOver && random.next(below: 2) == 0 ? "/work/\(name)/\(number)" : "/\(name)/\(number)"
    }

    private mutating func addHTTP10(_ path: String) {
        unsent += Array("GET \(path) HTTP/1.0\r\n\(closes ? "" : "Connection: keep-alive\r\n")\r\n".utf8)
        addAnswer("get \(path) ", path, connection: closes ? "close" : "keep-alive")
    }

    private mutating func addHead(_ path: String) {
        unsent += Array("HEAD \(path) HTTP/1.1\r\nHost: a\r\n\(closes ? "Connection: close\r\n" : "")\r\n".utf8)
        addAnswer("head \(path) ", path, connection: closes ? "close" : nil, leavesOutBody: true)
    }

    private mutating func addBody(_ path: String, _ random: inout SeededRandom) {
        let byteCount = random.next(below: random.next(below: 20) == 0 ? 40_000 : 60)
        let letters = (0..<byteCount).map { _ in UInt8(ascii: "a") + UInt8(random.next(below: 26)) }
        let body = String(decoding: letters, as: UTF8.self)
        let isChunked = random.next(below: 2) == 0
        let expects = random.next(below: 4) == 0
        unsent += Array("POST \(path) HTTP/1.1\r\nHost: a\r\n".utf8)
        if closes { unsent += Array("Connection: close\r\n".utf8) }
        if expects { unsent += Array("Expect: 100-continue\r\n".utf8) }
        unsent += Array((isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: \(byteCount)\r\n\r\n").utf8)
        if expects, isChunked || byteCount > 0, random.next(below: 2) == 0 {
            sendInPieces(&random)
            steps.append(.awaitContinue(answerCount: answers.count))
        }
        unsent += isChunked ? Self.chunked(letters, &random) : letters
        addAnswer("post \(path) \(body)", path, connection: closes ? "close" : nil)
    }

    private mutating func addAnswer(_ echo: String, _ path: String, connection: String?, leavesOutBody: Bool = false) {
        let isHandedOver = path.hasPrefix("/work")
        let refused = "503 Service Unavailable"
        func texts(_ connection: String?) -> [[UInt8]] {
            var texts = [answer(echo, connection: connection, leavesOutBody: leavesOutBody)]
            for reason in isHandedOver ? [HandOverHandler.fullText, HandOverHandler.allUnderWayText] : [] {
                texts.append(answer(reason, status: refused, connection: connection, leavesOutBody: leavesOutBody))
            }
            return texts.map { Array($0.utf8) }
        }
        var lastTexts = drains && connection != "close" ? texts("close") : []
        if isHandedOver {
            let late = "the answer was not worked out in time"
            lastTexts.append(Array(answer(late, status: refused, connection: "close", leavesOutBody: leavesOutBody).utf8))
        }
        answers.append(Answer(texts: texts(connection), lastTexts: lastTexts))
    }

    private static func chunked(_ body: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var encoded: [UInt8] = []
        var rest = body[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(1 + random.next(below: random.next(below: 2) == 0 ? 5 : rest.count))
            let zeros = String(repeating: "0", count: random.next(below: 3))
            let extensions = ["", "", ";a", " ;b=\"c\""][random.next(below: 4)]
            encoded += Array((zeros + String(chunk.count, radix: 16) + extensions + "\r\n").utf8) + chunk + [13, 10]
            rest = rest.dropFirst(chunk.count)
        }
        let ends = ["0\r\n\r\n", "00;x\r\n\r\n", "0\r\nA: b\r\nContent-Length: 5\r\n\r\n"]
        return encoded + Array(ends[random.next(below: ends.count)].utf8)
    }

    /// Cuts what was not sent yet into steps.
    private mutating func sendInPieces(_ random: inout SeededRandom) {
        while !unsent.isEmpty {
            let byteCountMax = random.next(below: 3) == 0 ? 8 : unsent.count
            let count = min(unsent.count, 1 + random.next(below: byteCountMax))
            steps.append(.send(Array(unsent.prefix(count))))
            unsent.removeFirst(count)
        }
    }
}
