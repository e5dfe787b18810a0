import Base
import Network

/// What became of the requests of one thread, or of all.
package struct LoadTally: Sendable {
    /// Requests that were due in the measured time; of a closed loop, those begun.
    package internal(set) var dueCount = 0
    /// Of them, those that were sent, whenever.
    package internal(set) var begunCount = 0
    /// Of them, those that were sent before the measured time ended.
    package internal(set) var begunInTimeCount = 0
    package private(set) var sentByteCount = 0
    package private(set) var receivedByteCount = 0
    /// Requests that were sent once more, since the server had closed the kept connection.
    package private(set) var resentCount = 0
    /// Responses by status code.
    package private(set) var statusCounts = [Int](repeating: 0, count: 600)
    package private(set) var errors = ErrorCounts()
    /// From the time that a request was due to the last byte of its response, of those that succeeded.
    package private(set) var latency = Latencies()
    /// The same from the time that it was sent: what the server and the way to it take.
    package private(set) var serviceTime = Latencies()
    /// How late requests were sent although a connection was free: the generator's own part of the latency.
    package private(set) var lag = Latencies()

    /// Responses and failures of requests before the measured time.
    package private(set) var warmUpResponseCount = 0
    package private(set) var warmUpFailureCount = 0

    package init() {}

    mutating func begin(_ request: ClientRequest, lagNanoseconds: UInt64, isInTime: Bool) {
        begunCount &+= 1
        if isInTime { begunInTimeCount &+= 1 }
        sentByteCount &+= request.byteCount
        lag.record(nanoseconds: lagNanoseconds)
    }

    mutating func countWarmUpResponse() { warmUpResponseCount &+= 1 }
    mutating func countWarmUpFailure() { warmUpFailureCount &+= 1 }

    mutating func count(_ response: ClientResponse, fault: AnswerFault?, isSuccess: Bool) {
        statusCounts[response.statusCode] &+= 1
        receivedByteCount &+= response.byteCount
        if response.wasResent { resentCount &+= 1 }
        if let fault { errors.count(fault.kind, example: fault.text) }
        guard isSuccess else { return }
        latency.record(nanoseconds: response.endNanoseconds &- response.dueNanoseconds)
        serviceTime.record(nanoseconds: response.endNanoseconds &- response.startNanoseconds)
    }

    mutating func count(_ failure: ClientFailure) { errors.count(failure) }

    package mutating func merge(_ other: LoadTally) {
        dueCount += other.dueCount
        begunCount += other.begunCount
        begunInTimeCount += other.begunInTimeCount
        sentByteCount += other.sentByteCount
        receivedByteCount += other.receivedByteCount
        resentCount += other.resentCount
        for code in statusCounts.indices { statusCounts[code] += other.statusCounts[code] }
        errors.merge(other.errors)
        latency.merge(other.latency)
        serviceTime.merge(other.serviceTime)
        lag.merge(other.lag)
        warmUpResponseCount += other.warmUpResponseCount
        warmUpFailureCount += other.warmUpFailureCount
    }

    /// Responses, with whatever status.
    package var responseCount: Int { statusCounts.reduce(0, +) }
    /// Responses that are as they should be: a status below 400, or the expected one, and a body that passed the checks.
    package var succeededCount: Int { Int(latency.count) }
    /// Responses with a status of 400 and above that nobody expected, by code in `statusCounts`.
    package var refusedCount: Int { responseCount - succeededCount - errors.answerTotal }
    /// Errors of every kind: refused requests, wrong answers, requests without a response, connections that were not made.
    package var errorCount: Int { refusedCount + errors.total }
    /// Requests whose end nobody waited for.
    package var unfinishedCount: Int { begunCount - responseCount - errors.requestTotal }
    /// Requests that were due and never sent.
    package var unsentCount: Int { dueCount - begunCount }
}
