internal import Codecs
internal import Network

/// The families with the label `listener`.
extension MetricsReport {
    func writeListeners(_ text: inout ByteBuffer) {
        writeResponses(&text)
        writeRefusals(&text)
        writeLoops(
            "espalier_http_requests_total", .counter, help: "Whole requests that came, whatever was answered.", &text
        ) { $0.requestCount }
        writeLoops(
            "espalier_http_refusals_total", .counter,
            help: "Requests that did not come whole: malformed, over a limit, or too late.", &text
        ) { $0.refusedRequestCount }
        writeLoops(
            "espalier_connections_accepted_total", .counter, help: "Connections that were accepted.", &text
        ) { $0.acceptedConnectionCount }
        writeLoops(
            "espalier_connections_refused_total", .counter,
            help: "Connections that were closed since they did not begin with the PROXY header that they had to.", &text
        ) { $0.refusedConnectionCount }
        writeLoops("espalier_connections_open", .gauge, help: "Connections that are open.", &text) { $0.openConnectionCount }
        writeLoops(
            "espalier_received_bytes_total", .counter, help: "Bytes received from clients.", &text
        ) { $0.receivedByteCount }
        writeLoops("espalier_sent_bytes_total", .counter, help: "Bytes sent to clients.", &text) { $0.sentByteCount }
        writeTimeouts(&text)
        let lag = MetricFamily(
            "espalier_loop_lag_seconds", .histogram,
            help: "Turns of the loops: how long a connection that gets ready may wait until it is looked at.", to: &text)
        for listener in listeners {
            var turns = DurationTotals()
            for loop in listener.loops { turns.add(nanoseconds: loop.turnNanoseconds) { loop.turnCount(bucket: $0) } }
            lag.add(turns, labels: label(listener), to: &text)
        }
    }

    private func writeResponses(_ text: inout ByteBuffer) {
        write(
            "espalier_responses_total", help: "Answers by status, refusals of the loop included.", by: "status",
            HTTPStatus.allCases.map { (String($0.rawValue), $0) }, &text
        ) { listener, status in listener.counters.reduce(0) { $0 &+ $1.responseCount(status) } }
    }

    private func writeRefusals(_ text: inout ByteBuffer) {
        write(
            "espalier_refusals_total", help: "Requests that were refused, by why.", by: "reason",
            RefusalReason.allCases.map { ("\($0.name)", $0) }, &text
        ) { listener, reason in listener.counters.reduce(0) { $0 &+ $1.refusalCount(reason) } }
    }

    private func writeTimeouts(_ text: inout ByteBuffer) {
        write(
            "espalier_connections_timed_out_total", help: "Connections whose time was up, by what they waited for.",
            by: "waiting_for", LoopCounters.Wait.allCases.map { ("\($0)", $0) }, &text
        ) { listener, wait in listener.loops.reduce(0) { $0 &+ $1.timedOutConnectionCount(waitingFor: wait) } }
    }

    /// A counter of each listener for each of some values, which are one more label as they are spelt.
    private func write<Value>(
        _ name: StaticString, help: StaticString, by label: String, _ values: [(spelling: String, Value)],
        _ text: inout ByteBuffer, _ count: (Listener, Value) -> UInt64
    ) {
        let family = MetricFamily(name, .counter, help: help, to: &text)
        for listener in listeners {
            for (spelling, value) in values {
                family.add(
                    count(listener, value), labels: self.label(listener) + "," + MetricFamily.label(label, spelling), to: &text)
            }
        }
    }

    private func writeLoops(
        _ name: StaticString, _ kind: MetricFamily.Kind, help: StaticString, _ text: inout ByteBuffer,
        _ count: (LoopCounters) -> UInt64
    ) {
        let family = MetricFamily(name, kind, help: help, to: &text)
        for listener in listeners {
            family.add(listener.loops.reduce(0) { $0 &+ count($1) }, labels: label(listener), to: &text)
        }
    }

    private func label(_ listener: Listener) -> String { MetricFamily.label("listener", listener.name) }
}
