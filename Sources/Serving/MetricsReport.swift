internal import Base
internal import Bundles
internal import Codecs
internal import Forest
internal import Network

/// What `GET /metrics` answers: everything that was counted, added up over the threads, in Prometheus' text exposition format 0.0.4.
///
/// Reading takes relaxed loads only, so a scrape costs the loops that predict nothing. A scrape has at most as many series as the options say:
/// models that have no room are added up. docs/metrics.md lists the metrics.
struct MetricsReport {
    /// What was counted at one listener.
    struct Listener {
        var name: String
        var loops: [LoopCounters]
        var counters: [ServingCounters]
    }

    let host: ModelHost
    let state: ServiceState
    let predictions: [ServingCounters]
    /// The data listener first.
    let listeners: [Listener]
    let ring: RequestRing?
    let accessLog: AccessLog?
    let options: ServingOptions

    func write(into text: inout ByteBuffer) {
        let start = text.count
        writeService(&text)
        writeListeners(&text)
        if let ring { write(ring, &text) }
        if let accessLog { write(accessLog, &text) }
        ProcessUsage.now().write(into: &text)
        // The family of models without series is one more.
        writeModels(fixedSeriesCount: Self.seriesCount(text, from: start) + 1, &text)
    }

    private func writeService(_ text: inout ByteBuffer) {
        MetricFamily("espalier_build_info", .gauge, help: "What serves, and where; always 1.", to: &text)
            .add(
                1,
                labels: MetricFamily.label("version", Version.current) + ","
                    + MetricFamily.label("environment", options.environment), to: &text)
        MetricFamily("espalier_ready", .gauge, help: "Whether /health/ready answers 200.", to: &text)
            .add(state.isReady ? 1 : 0, to: &text)
        MetricFamily("espalier_models", .gauge, help: "Models that are served.", to: &text).add(host.modelCount, to: &text)
        MetricFamily("espalier_models_refused", .gauge, help: "Bundles that were refused at start.", to: &text)
            .add(host.refusals.count, to: &text)
        if let folder = options.modelFolder, let byteCount = FileSystemSpace.freeByteCount(at: folder) {
            MetricFamily(
                "espalier_model_folder_free_bytes", .gauge, help: "What the file system of the folder of models has left.",
                to: &text
            ).add(byteCount, to: &text)
        }
    }

    private func write(_ log: AccessLog, _ text: inout ByteBuffer) {
        MetricFamily("espalier_access_log_lines_total", .counter, help: "Lines of the access log that were written.", to: &text)
            .add(log.writtenCount, to: &text)
        let dropped = MetricFamily(
            "espalier_access_log_dropped_total", .counter, help: "Lines that the access log lost, by why.", to: &text)
        for (reason, count) in [("ring_full", log.overflowCount), ("write_failed", log.failedCount)] {
            dropped.add(count, labels: MetricFamily.label("reason", reason as String), to: &text)
        }
    }

    private func writeModels(fixedSeriesCount: Int, _ text: inout ByteBuffer) {
        let models = host.servedModels
        var totals = models.map { ModelTotals($0) }
        let others = ModelTotals(otherModels: models)
        let cap = SeriesCap(fixedSeriesCount: fixedSeriesCount, seriesCountMax: options.metricsSeriesCountMax)
        let ownCount = cap.ownModelCount(
            totals.map { seriesCount($0) }, otherSeriesCount: seriesCount(others))
        if ownCount < totals.count {
            totals.removeSubrange(ownCount...)
            totals.append(others)
        }
        for model in models {
            let place = min(model.index, totals.count - 1)
            totals[place].addMemory(model.bundle)
            for counters in predictions { totals[place].add(counters, model) }
        }
        MetricFamily(
            "espalier_models_without_series", .gauge, help: "Models that have no series of their own, but are part of (other).",
            to: &text
        ).add(models.count - ownCount, to: &text)
        // A family without a sample is none.
        if totals.isEmpty { return }
        writeRequests(totals, &text)
        writeDurations(totals, &text)
        writeRows(totals, &text)
        writeResources(totals, &text)
        if options.writesTritonMetrics { writeTriton(totals, &text) }
    }

    /// The lines that are samples.
    private static func seriesCount(_ text: borrowing ByteBuffer, from start: Int) -> Int {
        text.bytes[start...].split(separator: UInt8(ascii: "\n")).count { $0.first != UInt8(ascii: "#") }
    }
}
