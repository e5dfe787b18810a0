internal import Base
internal import Codecs
internal import Tabular

/// The families with the labels `model`, `version` and `variant`.
extension MetricsReport {
    /// The series that one of the totals has in all these families together, those of Triton included where they are wanted.
    func seriesCount(_ model: ModelTotals) -> Int {
        let histogram = DurationBuckets.count + 2
        let counts = 5 + Violation.allCases.count
        let durations = histogram * (1 + StageTimes.Stage.allCases.count)
        let confidences = model.hasConfidence ? ConfidenceBuckets.count + 3 : 0
        let resources = 3
        return counts + durations + confidences + model.classNames.count + resources
            + (options.writesTritonMetrics ? Self.tritonSeriesCount : 0)
    }

    func writeRequests(_ totals: [ModelTotals], _ text: inout ByteBuffer) {
        writeCounter("espalier_predictions_total", help: "Rows that were predicted.", totals, &text) { $0.rowCount }
        writeCounter(
            "espalier_requests_total", help: "Requests that reached a model, refused ones included.", totals, &text
        ) { $0.answeredCount &+ $0.refusalCount }
        writeCounter(
            "espalier_request_refusals_total", help: "Requests that reached a model and were refused.", totals, &text
        ) { $0.refusalCount }
        writeCounter(
            "espalier_executions_total", help: "Calls of a model's forest, each with one row or many.", totals, &text
        ) { $0.executionCount }
        writeCounter(
            "espalier_gathered_rows_total", help: "Rows that were scored together with those of other requests.", totals, &text
        ) { $0.gatheredRowCount }
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
        for model in totals { durations.add(model.duration, labels: model.labels, to: &text) }
        let stages = MetricFamily(
            "espalier_stage_duration_seconds", .histogram,
            help: "The stages of requests that were answered with predictions.", to: &text)
        for model in totals {
            for stage in StageTimes.Stage.allCases {
                stages.add(
                    model.stages[stage.rawValue], labels: model.labels + "," + MetricFamily.label("stage", stage.name), to: &text)
            }
        }
    }

    /// What was predicted.
    func writeRows(_ totals: [ModelTotals], _ text: inout ByteBuffer) {
        if totals.contains(where: \.hasConfidence) {
            let confidences = MetricFamily(
                "espalier_prediction_confidence", .histogram,
                help: "How sure a model was of its rows: the largest class probability.", to: &text)
            let bounds = (0..<ConfidenceBuckets.count).map { ConfidenceBuckets.bound($0) }
            for model in totals where model.hasConfidence {
                confidences.addBuckets(model.confidenceCounts, bounds: bounds, sum: model.confidenceSum, model.labels, &text)
            }
        }
        guard totals.contains(where: { !$0.classNames.isEmpty }) else { return }
        let classes = MetricFamily(
            "espalier_predicted_class_total", .counter, help: "Rows by the class that they were given.", to: &text)
        for model in totals {
            for (name, count) in zip(model.classNames, model.classCounts) {
                classes.add(count, labels: model.labels + "," + MetricFamily.label("class", name), to: &text)
            }
        }
    }

    /// What a model costs.
    func writeResources(_ totals: [ModelTotals], _ text: inout ByteBuffer) {
        let work = MetricFamily(
            "espalier_model_cpu_seconds_total", .counter,
            help: "Time that threads worked for a model, refused requests included.", to: &text)
        for model in totals { work.add(Double(model.busyNanoseconds) / 1e9, labels: model.labels, to: &text) }
        let forests = MetricFamily(
            "espalier_model_forest_bytes", .gauge, help: "Bytes of the mapped forest.bin.", to: &text)
        for model in totals { forests.add(model.forestByteCount, labels: model.labels, to: &text) }
        let plans = MetricFamily(
            "espalier_model_plan_bytes", .gauge, help: "Memory that scoring takes besides the forest.", to: &text)
        for model in totals { plans.add(model.planByteCount, labels: model.labels, to: &text) }
    }

    private func writeCounter(
        _ name: StaticString, help: StaticString, _ totals: [ModelTotals], _ text: inout ByteBuffer,
        _ count: (ModelTotals) -> UInt64
    ) {
        let family = MetricFamily(name, .counter, help: help, to: &text)
        for model in totals { family.add(count(model), labels: model.labels, to: &text) }
    }
}
