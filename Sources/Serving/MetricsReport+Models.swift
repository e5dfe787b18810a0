internal import Codecs
internal import Tabular

/// The families with the labels `model` and `version`.
extension MetricsReport {
    func writeRequests(_ totals: [ModelTotals], _ text: inout ByteBuffer) {
        let predictions = MetricFamily("espalier_predictions_total", .counter, help: "Rows that were predicted.", to: &text)
        for model in totals { predictions.add(model.rowCount, labels: model.labels, to: &text) }
        let requests = MetricFamily(
            "espalier_requests_total", .counter, help: "Requests that reached a model, refused ones included.", to: &text)
        for model in totals { requests.add(model.answeredCount &+ model.refusalCount, labels: model.labels, to: &text) }
        let refusals = MetricFamily(
            "espalier_request_refusals_total", .counter, help: "Requests that reached a model and were refused (4xx).", to: &text)
        for model in totals { refusals.add(model.refusalCount, labels: model.labels, to: &text) }
        let violations = MetricFamily(
            "espalier_contract_violations_total", .counter,
            help: "Values that break a model's feature contract, let pass or refused.", to: &text)
        for model in totals {
            for violation in Violation.allCases {
                violations.add(
                    model.violationCounts[violation.rawValue],
                    labels: model.labels + "," + MetricFamily.label("kind", violation.name), to: &text)
            }
        }
    }

    func writeDurations(_ totals: [ModelTotals], _ text: inout ByteBuffer) {
        let durations = MetricFamily(
            "espalier_request_duration_seconds", .histogram,
            help: "From a whole request to its answer, of requests that were answered with predictions.", to: &text)
        let bounds = DurationBuckets.boundSeconds.map { $0.description } + ["+Inf"]
        for model in totals {
            var count: UInt64 = 0
            for (bucket, bound) in bounds.enumerated() {
                count &+= model.durationCounts[bucket]
                durations.add(
                    count, suffix: "_bucket", labels: model.labels + "," + MetricFamily.label("le", bound), to: &text)
            }
            durations.add(Double(model.durationNanoseconds) / 1e9, suffix: "_sum", labels: model.labels, to: &text)
            durations.add(count, suffix: "_count", labels: model.labels, to: &text)
        }
    }

    func writeMemory(_ totals: [ModelTotals], _ text: inout ByteBuffer) {
        let forests = MetricFamily(
            "espalier_model_forest_bytes", .gauge, help: "Bytes of the mapped forest.bin.", to: &text)
        for model in totals { forests.add(model.forestByteCount, labels: model.labels, to: &text) }
        let plans = MetricFamily(
            "espalier_model_plan_bytes", .gauge, help: "Memory that scoring takes besides the forest.", to: &text)
        for model in totals { plans.add(model.planByteCount, labels: model.labels, to: &text) }
    }
}
