internal import Codecs

/// The same counts under the names that Triton Inference Server has for them, for dashboards and scalers that were made for it.
/// Source: Triton's metrics.md, "Inference request metrics". Times are sums in microseconds.
extension MetricsReport {
    /// Of one model.
    static let tritonSeriesCount = 11

    func writeTriton(_ totals: [ModelTotals], _ text: inout ByteBuffer) {
        write("nv_inference_request_success", "Number of successful inference requests.", totals, &text) { $0.answeredCount }
        let failures = MetricFamily(
            "nv_inference_request_failure", .counter, help: "Number of failed inference requests.", to: &text)
        for model in totals {
            // Of Triton's reasons: what its queue had no time for, and what the client got wrong.
            for (reason, count) in [("REJECTED", model.rejectionCount), ("OTHER", model.faultCount)] {
                failures.add(count, labels: model.identity + "," + MetricFamily.label("reason", reason), to: &text)
            }
        }
        write("nv_inference_count", "Number of inferences performed: rows.", totals, &text) { $0.rowCount }
        write("nv_inference_exec_count", "Number of model executions performed.", totals, &text) { $0.executionCount }
        let pending = MetricFamily(
            "nv_inference_pending_request_count", .gauge, help: "Number of requests that wait for a worker.", to: &text)
        for model in totals { pending.add(model.pendingCount, labels: model.identity, to: &text) }
        write(
            "nv_inference_request_duration_us", "Cumulative inference request duration in microseconds.", totals, &text
        ) { ($0.duration.nanoseconds &+ $0.nanoseconds(.write)) / 1000 }
        write("nv_inference_queue_duration_us", "Cumulative queuing duration in microseconds.", totals, &text) {
            $0.nanoseconds(.queue) / 1000
        }
        write("nv_inference_compute_input_duration_us", "Cumulative compute input duration in microseconds.", totals, &text) {
            $0.nanoseconds(.parse) / 1000
        }
        write("nv_inference_compute_infer_duration_us", "Cumulative compute inference duration in microseconds.", totals, &text) {
            $0.nanoseconds(.score) / 1000
        }
        write("nv_inference_compute_output_duration_us", "Cumulative compute output duration in microseconds.", totals, &text) {
            $0.nanoseconds(.write) / 1000
        }
    }

    private func write(
        _ name: StaticString, _ help: StaticString, _ totals: [ModelTotals], _ text: inout ByteBuffer,
        _ count: (ModelTotals) -> UInt64
    ) {
        let family = MetricFamily(name, .counter, help: help, to: &text)
        for model in totals { family.add(count(model), labels: model.identity, to: &text) }
    }
}

extension ModelTotals {
    /// Refusals with something wrong with the request. Read in two steps: of a refusal one may be there before the other.
    fileprivate var faultCount: UInt64 { refusalCount &- min(refusalCount, rejectionCount) }

    fileprivate func nanoseconds(_ stage: StageTimes.Stage) -> UInt64 { stages[stage.rawValue].nanoseconds }
}
