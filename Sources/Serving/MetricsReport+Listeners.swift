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
            help: "Requests that the loop refused by itself: malformed, over a limit, or too late.", &text
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
        let family = MetricFamily(
            "espalier_responses_total", .counter, help: "Answers by status, refusals of the loop included.", to: &text)
        for listener in listeners {
            for status in HTTPStatus.allCases {
                family.add(
                    listener.counters.reduce(0) { $0 &+ $1.responseCount(status) },
                    labels: label(listener) + "," + MetricFamily.label("status", String(status.rawValue)), to: &text)
            }
        }
    }

    private func writeRefusals(_ text: inout ByteBuffer) {
        let family = MetricFamily(
            "espalier_refusals_total", .counter, help: "Requests that were refused, by why.", to: &text)
        for listener in listeners {
            for reason in RefusalReason.allCases {
                family.add(
                    listener.counters.reduce(0) { $0 &+ $1.refusalCount(reason) },
                    labels: label(listener) + "," + MetricFamily.label("reason", reason.name), to: &text)
            }
        }
    }

    private func writeTimeouts(_ text: inout ByteBuffer) {
        let family = MetricFamily(
            "espalier_connections_timed_out_total", .counter, help: "Connections whose time was up, by what they waited for.",
            to: &text)
        for listener in listeners {
            for wait in LoopCounters.Wait.allCases {
                family.add(
                    listener.loops.reduce(0) { $0 &+ $1.timedOutConnectionCount(waitingFor: wait) },
                    labels: label(listener) + "," + MetricFamily.label("waiting_for", "\(wait)"), to: &text)
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
