import LoadTesting
import Network

/// A client loop and a server in virtual time: a handler is asked and told exactly as a real loop does, and every answer takes as long as
/// the server says. No sockets, no clock: the same figures on every machine.
struct VirtualServer {
    /// When the answer is whole to a request that is sent at a time.
    let answerTime: (_ sentNanoseconds: UInt64) -> UInt64
    let connectionCount: Int

    /// Runs the handler to its end. Connections are there from the start; the last one that became free is used first.
    func run(_ handler: LoadHandler, from begin: UInt64) {
        var now = begin
        var freeCount = connectionCount
        var freeSince = begin
        var underWay: [(end: UInt64, due: UInt64, sent: UInt64)] = []
        while true {
            var wake = UInt64.max
            asking: while freeCount > 0 {
                switch handler.nextRequest(at: now, freeSince: freeSince) {
                case .request(_, let due):
                    freeCount -= 1
                    underWay.append((answerTime(now), due, now))
                case .notBefore(let time):
                    wake = time
                    break asking
                case .finished:
                    freeCount = -connectionCount
                    break asking
                }
            }
            let next = underWay.indices.min { underWay[$0].end < underWay[$1].end }
            guard let next else {
                guard wake != .max else { return }
                now = wake
                continue
            }
            if wake < underWay[next].end {
                now = wake
                continue
            }
            let answered = underWay.remove(at: next)
            now = max(now, answered.end)
            handler.receive(
                ClientResponse(
                    requestNumber: 0, statusCode: 200, dueNanoseconds: answered.due, startNanoseconds: answered.sent,
                    endNanoseconds: now, byteCount: 100, wasResent: false))
            if freeCount == 0 { freeSince = now }
            freeCount += 1
        }
    }

    /// Answers in `serviceNanoseconds`, but from the start of every second on does nothing for a while.
    static func stalling(forNanoseconds stall: UInt64, serviceNanoseconds: UInt64, connectionCount: Int) -> VirtualServer {
        VirtualServer(
            answerTime: { sent in
                let second = sent / 1_000_000_000 * 1_000_000_000
                return max(sent, sent - second < stall ? second + stall : 0) + serviceNanoseconds
            }, connectionCount: connectionCount)
    }
}
