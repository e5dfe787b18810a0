internal import Codecs
internal import Network

/// The families of the request ring and its workers.
extension MetricsReport {
    func write(_ ring: RequestRing, _ text: inout ByteBuffer) {
        MetricFamily("espalier_workers", .gauge, help: "Threads that work out what the loops hand over.", to: &text)
            .add(ring.options.workerCount, to: &text)
        MetricFamily("espalier_ring_slots", .gauge, help: "Requests, and parts of requests, that fit in the ring.", to: &text)
            .add(ring.options.slotCount, to: &text)
        MetricFamily("espalier_ring_depth", .gauge, help: "Requests, and parts of requests, that wait in the ring.", to: &text)
            .add(ring.queue.count, to: &text)
        MetricFamily(
            "espalier_ring_wait_seconds", .gauge, help: "How long a request that is handed over now is expected to wait.",
            to: &text
        ).add(Double(ring.budget.expectedWaitNanoseconds) / 1e9, to: &text)
        MetricFamily(
            "espalier_inline_cost_seconds", .gauge,
            help: "The expected cost up to which a loop works a request out itself.", to: &text
        ).add(Double(ring.inlineMicroseconds) / 1e6, to: &text)
        MetricFamily(
            "espalier_requests_handed_over_total", .counter, help: "Requests that the loops handed over to the workers.",
            to: &text
        ).add(dataLoops.reduce(0) { $0 &+ $1.handedOverRequestCount }, to: &text)
        MetricFamily(
            "espalier_requests_returned_total", .counter, help: "Those of them that are back, with an answer or without.",
            to: &text
        ).add(dataLoops.reduce(0) { $0 &+ $1.returnedRequestCount }, to: &text)
    }

    private var dataLoops: [LoopCounters] { listeners.first?.loops ?? [] }
}
