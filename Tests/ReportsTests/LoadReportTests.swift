import Reports
import TestSupport
import Testing

struct LoadReportTests {
    private static func texts(_ report: LoadReport, _ element: String) throws -> [String] {
        try Markup.read(report.html()).elements(named: element).map(\.text)
    }

    @Test func `a load report looks as it did when it was last looked at`() {
        Snapshot.check(SampleLoadReports.valid.html(), name: "reports/load.html")
        Snapshot.check(SampleLoadReports.invalid.html(), name: "reports/load-invalid.html")
    }

    @Test func `an invalid run says so in its title, on top and at its figures, with reasons and what to do`() throws {
        let valid = String(decoding: SampleLoadReports.valid.html(), as: UTF8.self)
        let invalid = String(decoding: SampleLoadReports.invalid.html(), as: UTF8.self)
        #expect(invalid.contains("<title>INVALID: load test of POST") && !valid.contains("INVALID"))
        #expect(invalid.contains("class=\"figures struck\"") && !valid.contains("class=\"figures struck\""))
        #expect(try Self.texts(SampleLoadReports.invalid, "h2").first == "Invalid: do not use these figures")
        #expect(try Self.texts(SampleLoadReports.valid, "h2").first?.hasPrefix("Valid: ") == true)
        let reasons = try Self.texts(SampleLoadReports.invalid, "li")
        #expect(reasons.count == 2 && reasons[0].contains("12%") && reasons[0].contains("Run it again"))
    }

    @Test func `each part of the page is there when it has something to show`() throws {
        #expect(
            try Self.texts(SampleLoadReports.valid, "h3") == [
                "Latency over time", "All latencies", "The slow ones", "Offered and served", "Processors of this machine",
            ])
        #expect(
            try Self.texts(SampleLoadReports.invalid, "h2").dropFirst() == [
                "Latency", "Rate", "340 errors", "The machine", "The run",
            ])
        var closed = SampleLoadReports.valid
        closed.isOpenLoop = false
        #expect(try Self.texts(closed, "h3").contains("Sent and served"))
        #expect(String(decoding: closed.html(), as: UTF8.self).contains("coordinated omission"))
        #expect(try Self.texts(LoadReport(target: "GET /", load: ""), "h3").isEmpty)
    }

    @Test func `latencies far apart are drawn by powers of ten, others evenly from zero`() throws {
        let even = try Self.texts(SampleLoadReports.valid, "text")
        #expect(even.contains("0") && even.contains("5 ms"))
        let stalled = try Self.texts(SampleLoadReports.invalid, "text")
        for label in ["1 ms", "10 ms", "100 ms"] { #expect(stalled.contains(label), "\(label)") }
    }

    @Test func `every latency stands in one bar of the histogram, whatever its size`() {
        var report = LoadReport(target: "GET /", load: "")
        for latencies in [[1e-9], [0.001, 0.001, 3600], [5e-7, 1e-6, 0.000_999, 0.001, 0.001_001], [1.25, 1.6, 8, 10, 7200]] {
            report.latencies = latencies.map { LoadReport.Bucket(lower: $0, upper: $0, count: 3) }
            let bars = String(decoding: report.html(), as: UTF8.self).split(separator: "<title>").map { $0.prefix { $0 != "<" } }
                .filter { $0.contains(" to ") }
            let counts = bars.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
            #expect(counts.reduce(0, +) == 3 * latencies.count, "\(latencies): \(bars)")
        }
    }

    @Test func `no number makes it trap`() {
        var report = SampleLoadReports.invalid
        let strange = [Double.nan, .infinity, -.infinity, -1, 0, .leastNonzeroMagnitude, 1e308]
        for value in strange {
            report.parts[0].p50 = value
            report.parts[1].longest = value
            report.parts[2].offeredRate = value
            report.parts[3].busyShare = value
            report.longestLatency = value
            report.costPerMillion = value
            report.latencies = [
                LoadReport.Bucket(lower: value, upper: value, count: 1), LoadReport.Bucket(lower: 1, upper: 2, count: 0),
            ]
            #expect(!report.html().isEmpty)
        }
    }

    @Test(arguments: [
        (0.0, "0 s"), (1.5e-9, "1.5 ns"), (85.34e-6, "85.3 µs"), (0.000_999_6, "1 ms"), (0.002, "2 ms"), (0.999_4, "999 ms"),
        (1.254, "1.25 s"), (3600, "3600 s"), (.infinity, "∞"),
    ])
    func `a duration has three digits and its unit`(seconds: Double, text: String) {
        #expect(NumberText.duration(seconds).replacing(",", with: "") == text)
    }
}
