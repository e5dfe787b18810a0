import Reports
import TestSupport
import Testing

struct ScoringReportTests {
    private static func texts(_ report: ScoringReport, _ element: String) throws -> [String] {
        try Markup.read(report.html()).elements(named: element).map(\.text)
    }

    @Test func `a scoring report looks as it did when it was last looked at`() {
        Snapshot.check(SampleReports.scoring.html(), name: "reports/scoring.html")
    }

    @Test func `features stand by falling PSI, and only those that moved are shown bin by bin`() throws {
        let headings = try Self.texts(SampleReports.scoring, "th")
        let places = ["age", "work<class>", "new"].map { headings.firstIndex(of: $0) }
        #expect(places == places.sorted { ($0 ?? .max) < ($1 ?? .max) } && !places.contains(nil), "\(headings)")
        let paragraphs = try Self.texts(SampleReports.scoring, "p")
        #expect(paragraphs.contains("age: PSI 0.4213") && !paragraphs.contains { $0.hasPrefix("work<class>: PSI") })
    }

    @Test func `without a baseline nothing is compared, and without violations that is said`() throws {
        var report = SampleReports.scoring
        for place in report.features.indices {
            report.features[place].baselineCounts = nil
            report.features[place].stability = nil
        }
        report.violations = []
        #expect(try !Self.texts(report, "th").contains("PSI"))
        #expect(try Self.texts(report, "p").contains("None."))
    }

    @Test func `no number makes it trap`() {
        for value in [Double.nan, .infinity, -.infinity, -1, 0, .leastNonzeroMagnitude, 1e308] {
            var report = SampleReports.scoring
            report.features[0].stability = value
            report.features[1].missingShare = value
            report.features[1].baselineMissingShare = value
            report.predictions[0].stability = value
            #expect(!report.html().isEmpty)
        }
        var report = SampleReports.scoring
        report.features[0].counts = [0, 0, 0, 0]
        report.features[0].baselineCounts = [0, 0, 0, 0]
        report.predictions[0].counts = []
        report.predictions[0].bins = []
        report.predictions[0].baselineCounts = nil
        #expect(!report.html().isEmpty)
    }
}
