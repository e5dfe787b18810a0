import Reports

/// Reports of a load test: one that is valid, and the same with a stall, errors and reasons why it does not hold; of a search for the
/// highest rate, and of two servers in turn.
enum SampleLoadReports {
    static var valid: LoadReport {
        var report = LoadReport(
            target: "POST http://127.0.0.1:8000/predict/iris",
            load: "Open loop: 2,000 requests/s, constant, on up to 32 connections of 1 thread; 10s measured after 2s of warm-up.")
        report.answeredCount = 20_000
        report.dueCount = 20_000
        report.servedRate = 2000
        report.offeredRate = 2000
        report.percentiles = [
            LoadReport.Percentile("p50", latency: 0.000_182, serviceTime: 0.000_151, lag: 0.000_011),
            LoadReport.Percentile("p90", latency: 0.000_31, serviceTime: 0.000_274, lag: 0.000_027),
            LoadReport.Percentile("p99", latency: 0.001_24, serviceTime: 0.001_19, lag: 0.000_064),
            LoadReport.Percentile("p99.9", latency: 0.004_02, serviceTime: 0.003_98, lag: 0.000_12),
            LoadReport.Percentile("p99.99", latency: nil, serviceTime: nil, lag: nil),
        ]
        report.meanLatency = 0.000_214
        report.longestLatency = 0.006_13
        report.costPerMillion = 0.0139
        report.costNote = "at 0.1 an hour"
        report.parts = (0..<20).map { part in
            let wave = Double((part * 7) % 5) * 0.000_02
            return LoadReport.Part(
                second: Double(part) / 2, offeredRate: 2000, servedRate: 2000 + Double(part % 3 - 1) * 4, errorRate: 0,
                p50: 0.000_17 + wave / 2, p99: 0.001_1 + wave * 6, longest: 0.003 + wave * 40, busyShare: 0.41 + wave * 900,
                stealShare: 0.002)
        }
        report.latencies = (0..<60).map { bucket in
            let lower = 0.000_1 * Double(100 + bucket * bucket) / 100
            return LoadReport.Bucket(lower: lower, upper: lower * 1.05, count: max(1, 2400 - bucket * 160 + (bucket % 4) * 30))
        }
        report.facts = [
            TrainingReport.Fact("address", .text("127.0.0.1:8000")),
            TrainingReport.Fact("bodies", .text("150 rows of iris.csv, by name")),
            TrainingReport.Fact("rows per request", .count(1)), TrainingReport.Fact("bytes sent", .text("4.28 MB")),
        ]
        return report
    }

    static var invalid: LoadReport {
        var report = valid
        report.invalidReasons = [
            LoadReport.Reason(
                "the hypervisor gave 12% of the machine's time to others (limit 5%)",
                advice: "Run it again, or on a machine of its own."),
            LoadReport.Reason("the p99 of the generator's lag is 3.1 ms (limit 100 µs)", advice: "Give it more --threads."),
        ]
        report.errorCount = 340
        report.errors = [
            LoadReport.ErrorKind("status 503", count: 300, examples: []),
            LoadReport.ErrorKind(
                "unexpected value", count: 40, examples: ["body 17: prediction: found \"versicolor\", expected \"virginica\""]),
        ]
        for part in 8..<11 {
            report.parts[part].p50 = 0.21
            report.parts[part].p99 = 0.39
            report.parts[part].longest = 0.44
            report.parts[part].servedRate = 400
            report.parts[part].errorRate = 113
        }
        report.parts[9].p50 = nil
        report.parts[9].p99 = nil
        report.parts[9].longest = nil
        report.longestLatency = 0.44
        report.latencies.append(LoadReport.Bucket(lower: 0.2, upper: 0.44, count: 2000))
        return report
    }

    static var search: RateSearchReport {
        var report = RateSearchReport(
            target: "POST http://127.0.0.1:8000/predict/iris",
            load: "The highest rate with p99=2ms is searched, up to 1,000,000 requests/s, 1,000 connections on 1 thread.",
            percentile: "p99", latencyMax: 0.002)
        report.conclusion = "3,200 requests/s is the highest rate with p99=2ms, confirmed 2 times"
        report.isFound = true
        report.rate = 3200
        let rates: [(Double, Double?, RateSearchReport.Outcome, Int, String)] = [
            (400, 0.000_31, .passed, 0, ""), (800, 0.000_35, .passed, 0, ""), (1600, 0.000_52, .passed, 0, ""),
            (3200, 0.001_1, .passed, 1, ""), (6400, nil, .failed, 12_000, "schedule not kept"),
            (4525, 0.09, .untrustworthy, 0, "steal, generator lag"), (4525, 0.021, .failed, 0, ""),
            (3805, 0.004_4, .failed, 0, ""),
            (3200, 0.001_2, .passed, 0, ""), (3200, 0.001_05, .passed, 0, ""),
        ]
        report.trials = rates.map { rate, latency, outcome, errorCount, note in
            RateSearchReport.Trial(
                rate: rate, answeredRate: outcome == .passed ? rate - 0.4 : rate * 0.6, latency: latency, errorCount: errorCount,
                outcome: outcome, note: note)
        }
        report.facts = valid.facts
        return report
    }

    /// The machine was in the way before anything passed.
    static var endedSearch: RateSearchReport {
        var report = search
        report.conclusion = "The search cannot go on"
        report.isFound = false
        report.rate = nil
        report.reasons = invalid.invalidReasons
        report.trials = Array(report.trials[5...5])
        return report
    }

    static var comparison: ServerComparisonReport {
        var report = ServerComparisonReport(
            first: "POST http://127.0.0.1:8000/predict/iris", second: "POST http://127.0.0.1:9000/predict/iris",
            load: "Closed loop: 32 connections on 1 thread, 2s measured after 1s of warm-up.")
        report.conclusion = "Compared: 8 pairs, each with figures that hold"
        report.isComplete = true
        report.pairCount = 8
        let waves = (0..<8).map { Double(($0 * 5) % 8) }
        report.figures = [
            ServerComparisonReport.Figure(
                "requests/s", isDuration: false, first: waves.map { 21_000 + $0 * 90 }, second: waves.map { 23_500 - $0 * 40 },
                firstMedian: 21_315, secondMedian: 23_360, ratio: 1.096, interval: 1.075...1.112, finding: .better),
            ServerComparisonReport.Figure(
                "p50", isDuration: true, first: waves.map { 0.000_3 + $0 * 1e-6 }, second: waves.map { 0.000_303 - $0 * 1e-6 },
                firstMedian: 0.000_303_5, secondMedian: 0.000_299_5, ratio: 0.987, interval: 0.964...1.01, finding: .undecided),
            ServerComparisonReport.Figure(
                "p99", isDuration: true, first: waves.map { 0.001 + $0 * 1e-5 }, second: waves.map { 0.001_4 + $0 * 1e-5 },
                firstMedian: 0.001_035, secondMedian: 0.001_435, ratio: 1.387, interval: nil, finding: .worse),
        ]
        report.warnings = ["The second server had 3 errors; latencies are those of the other answers."]
        report.facts = valid.facts
        return report
    }
}
