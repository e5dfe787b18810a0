import Base

/// A client's conversation, made at random: what it sends and in which pieces, and what must come back.
struct RequestMix {
    enum Step {
        case send([UInt8])
        /// Nothing more is sent before all answers so far and an interim one have come.
        case awaitContinue(answerByteCount: Int)
    }

    private(set) var steps: [Step] = []
    /// All answers, without the interim ones: whether a client that does not wait gets one depends on how its bytes arrive.
    private(set) var answers: [UInt8] = []
    /// Whether the last request closes the connection.
    private(set) var closes = false
    private var unsent: [UInt8] = []

    static let interim = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    init(requestCount: Int, _ random: inout SeededRandom) {
        for number in 0..<requestCount {
            closes = number == requestCount - 1 && random.next(below: 2) == 0
            switch random.next(below: 6) {
            case 0: addHTTP10(number)
            case 1: addHead(number)
            default: addBody(number, &random)
            }
        }
        if closes { unsent += Array(request("POST", "/never").utf8) }
        sendInPieces(&random)
    }

    private mutating func addHTTP10(_ number: Int) {
        unsent += Array("GET /\(number) HTTP/1.0\r\n\(closes ? "" : "Connection: keep-alive\r\n")\r\n".utf8)
        answers += Array(answer("get /\(number) ", connection: closes ? "close" : "keep-alive").utf8)
    }

    private mutating func addHead(_ number: Int) {
        unsent += Array("HEAD /\(number) HTTP/1.1\r\nHost: a\r\n\(closes ? "Connection: close\r\n" : "")\r\n".utf8)
        answers += Array(answer("head /\(number) ", connection: closes ? "close" : nil, leavesOutBody: true).utf8)
    }

    private mutating func addBody(_ number: Int, _ random: inout SeededRandom) {
        let byteCount = random.next(below: random.next(below: 20) == 0 ? 40_000 : 60)
        let letters = (0..<byteCount).map { _ in UInt8(ascii: "a") + UInt8(random.next(below: 26)) }
        let body = String(decoding: letters, as: UTF8.self)
        let isChunked = random.next(below: 2) == 0
        let expects = random.next(below: 4) == 0
        unsent += Array("POST /\(number) HTTP/1.1\r\nHost: a\r\n".utf8)
        if closes { unsent += Array("Connection: close\r\n".utf8) }
        if expects { unsent += Array("Expect: 100-continue\r\n".utf8) }
        unsent += Array((isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: \(byteCount)\r\n\r\n").utf8)
        if expects, isChunked || byteCount > 0, random.next(below: 2) == 0 {
            sendInPieces(&random)
            steps.append(.awaitContinue(answerByteCount: answers.count))
        }
        unsent += isChunked ? Self.chunked(letters, &random) : letters
        answers += Array(answer("post /\(number) \(body)", connection: closes ? "close" : nil).utf8)
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
