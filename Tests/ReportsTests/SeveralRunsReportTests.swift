import Reports
import TestSupport
import Testing

/// The pages of a search for the highest rate and of two servers in turn.
struct SeveralRunsReportTests {
    private static func texts(_ page: [UInt8], _ element: String) throws -> [String] {
        try Markup.read(page).elements(named: element).map(\.text)
    }

    @Test func `the pages look as they did when they were last looked at`() {
        Snapshot.check(SampleLoadReports.search.html(), name: "reports/load-search.html")
        Snapshot.check(SampleLoadReports.comparison.html(), name: "reports/load-versus.html")
    }

    @Test func `a search that found nothing says so in its title, on top and at its figures`() throws {
        let page = SampleLoadReports.endedSearch.html()
        let text = String(decoding: page, as: UTF8.self)
        #expect(text.contains("<title>NOT FOUND: ") && text.contains("class=\"figures struck\""))
        #expect(try Self.texts(page, "h2") == ["The search cannot go on", "Latency", "1 measurement", "The run"])
        let reasons = try Self.texts(page, "li")
        #expect(reasons.count == 2 && reasons[0].contains("12%") && reasons[0].contains("Run it again"))
        #expect(!String(decoding: SampleLoadReports.search.html(), as: UTF8.self).contains("NOT FOUND"))
    }

    @Test func `every measurement of a search has its line, and the found rate the highest latency that was measured at it`()
        throws
    {
        let page = SampleLoadReports.search.html()
        let cells = try Self.texts(page, "td")
        for words in ["not trustworthy: steal, generator lag", "failed: schedule not kept", "too few samples", "12,000"] {
            #expect(cells.contains(words), "\(words)")
        }
        #expect(try Self.texts(page, "h2").contains("10 measurements"))
        #expect(try Self.texts(page, "span").contains("1.2 ms"))
    }

    @Test func `a comparison tells each figure's ratio with its interval, and what that shows`() throws {
        let page = SampleLoadReports.comparison.html()
        let cells = try Self.texts(page, "td")
        for words in ["1.096", "1.075 to 1.112", "the second is better", "no difference shown", "too few pairs"] {
            #expect(cells.contains(words), "\(words)")
        }
        #expect(try Self.texts(page, "h3") == ["Ratios, pair by pair", "requests/s", "p50", "p99"])
        var cut = SampleLoadReports.comparison
        (cut.isComplete, cut.conclusion, cut.figures) = (false, "Ended early by a signal, after 0 pairs", [])
        let text = String(decoding: cut.html(), as: UTF8.self)
        #expect(text.contains("<title>INCOMPLETE: ") && !text.contains("<h3>"))
    }

    @Test func `no number makes them trap`() {
        for value in [Double.nan, .infinity, -.infinity, -1, 0, .leastNonzeroMagnitude, 1e308] {
            var search = SampleLoadReports.search
            search.rate = value
            search.latencyMax = value
            search.trials[0].rate = value
            search.trials[1].latency = value
            search.trials[2].answeredRate = value
            #expect(!search.html().isEmpty)
            var comparison = SampleLoadReports.comparison
            comparison.figures[0].first[0] = value
            comparison.figures[1].ratio = value
            comparison.figures[2].secondMedian = value
            comparison.confidence = value
            #expect(!comparison.html().isEmpty)
        }
    }
}
