internal import Base
internal import Bundles
internal import Codecs
internal import Forest
internal import Network

/// What `GET /metrics` answers: everything that was counted, added up over the loops, in Prometheus' text exposition format 0.0.4.
///
/// Reading takes relaxed loads only, so a scrape costs the loops that predict nothing. docs/metrics.md lists the metrics.
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
    let listeners: [Listener]

    /// Models with series of their own.
    let modelCountMax: Int

    /// The label of all others together; no model can be called so.
    private static let otherModels = "(other)"

    func write(into text: inout ByteBuffer) {
        writeService(&text)
        let totals = totals()
        // A family without a sample is none.
        if !totals.isEmpty {
            writeRequests(totals, &text)
            writeDurations(totals, &text)
            writeMemory(totals, &text)
        }
        writeListeners(&text)
        ProcessUsage.now().write(into: &text)
    }

    private func writeService(_ text: inout ByteBuffer) {
        MetricFamily("espalier_build_info", .gauge, help: "The version of Espalier that serves; always 1.", to: &text)
            .add(1, labels: MetricFamily.label("version", Version.current), to: &text)
        MetricFamily("espalier_ready", .gauge, help: "Whether /health/ready answers 200.", to: &text)
            .add(state.isReady ? 1 : 0, to: &text)
        MetricFamily("espalier_models", .gauge, help: "Models that are served.", to: &text).add(host.modelCount, to: &text)
        MetricFamily("espalier_models_refused", .gauge, help: "Bundles that were refused at start.", to: &text)
            .add(host.refusals.count, to: &text)
        MetricFamily(
            "espalier_models_without_series", .gauge, help: "Models that have no series of their own, but are part of (other).",
            to: &text
        ).add(max(0, host.modelCount - modelCountMax), to: &text)
    }

    private func totals() -> [ModelTotals] {
        var totals: [ModelTotals] = []
        for (index, model) in host.listing.enumerated() {
            if index <= modelCountMax {
                let isOther = index == modelCountMax
                totals.append(
                    ModelTotals(
                        labels: MetricFamily.label("model", isOther ? Self.otherModels : model.name) + ","
                            + MetricFamily.label("version", isOther ? "" : String(model.version))))
            }
            let place = totals.count - 1
            let bundle = host.bundle(index)
            totals[place].addMemory(
                forestByteCount: unsafe bundle.forest.bytes.count, planByteCount: bundle.scorer.planByteCount)
            for counters in predictions { totals[place].add(counters, model: index) }
        }
        return totals
    }
}
