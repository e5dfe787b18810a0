import Base
import Network

/// What became of the requests of one thread, or of all.
struct LoadTally {
    /// Requests begun in the measured time.
    private(set) var begunCount = 0
    private(set) var sentByteCount = 0
    private(set) var receivedByteCount = 0
    /// Requests that were sent once more, since the server had closed the kept connection.
    private(set) var resentCount = 0
    /// Responses by status code.
    private(set) var statusCounts = [Int](repeating: 0, count: 600)
    private(set) var errors = ErrorCounts()
    /// Latencies of the responses with a status below 400.
    private(set) var latency = Latencies()

    /// Responses and failures before the measured time.
    private(set) var warmUpResponseCount = 0
    private(set) var warmUpFailureCount = 0

    mutating func begin(_ request: ClientRequest, isMeasured: Bool) {
        guard isMeasured else { return }
        begunCount &+= 1
        sentByteCount &+= request.byteCount
    }

    mutating func count(_ response: ClientResponse, isMeasured: Bool) {
        guard isMeasured else {
            warmUpResponseCount &+= 1
            return
        }
        statusCounts[response.statusCode] &+= 1
        receivedByteCount &+= response.byteCount
        if response.wasResent { resentCount &+= 1 }
        if response.statusCode < 400 {
            latency.record(nanoseconds: response.endNanoseconds &- response.startNanoseconds)
        }
    }

    mutating func count(_ failure: ClientFailure, isMeasured: Bool) {
        if isMeasured { errors.count(failure) } else { warmUpFailureCount += 1 }
    }

    mutating func merge(_ other: LoadTally) {
        begunCount += other.begunCount
        sentByteCount += other.sentByteCount
        receivedByteCount += other.receivedByteCount
        resentCount += other.resentCount
        for code in statusCounts.indices { statusCounts[code] += other.statusCounts[code] }
        errors.merge(other.errors)
        latency.merge(other.latency)
        warmUpResponseCount += other.warmUpResponseCount
        warmUpFailureCount += other.warmUpFailureCount
    }

    /// Responses with a status below 400.
    var succeededCount: Int { statusCounts[..<400].reduce(0, +) }
    /// Responses with a status of 400 and above.
    var refusedCount: Int { statusCounts[400...].reduce(0, +) }
    /// Errors of every kind: refused requests, requests without a response, connections that were not made.
    var errorCount: Int { refusedCount + errors.total }
    /// Requests whose end nobody waited for.
    var unfinishedCount: Int { begunCount - succeededCount - refusedCount - errors.requestTotal }
}
