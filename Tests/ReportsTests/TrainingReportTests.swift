import Reports
import TestSupport
import Testing

struct TrainingReportTests {
    private static func headings(_ report: TrainingReport, _ level: String = "h2") throws -> [String] {
        try Markup.read(report.html()).elements(named: level).map(\.text)
    }

    @Test func `a binary report looks as it did when it was last looked at`() throws {
        let bytes = SampleReports.binary.html()
        _ = try Markup.read(bytes)
        Snapshot.check(bytes, name: "reports/binary.html")
    }

    @Test func `equal reports give equal bytes`() {
        #expect(SampleReports.binary.html() == SampleReports.binary.html())
        #expect(SampleReports.multiclass.html() == SampleReports.multiclass.html())
        #expect(SampleReports.regression.html() == SampleReports.regression.html())
    }

    @Test func `a page needs nothing from outside itself`() throws {
        for report in [SampleReports.binary, SampleReports.multiclass, SampleReports.regression] {
            let text = String(decoding: report.html(), as: UTF8.self)
            for outside in ["http:", "https:", "src=", "href=", "url(", "@import", "<script", "<link", "javascript:"] {
                #expect(!text.contains(outside), "\(outside)")
            }
            #expect(text.contains("prefers-color-scheme: dark"))
            #expect(text.contains("@media print"))
        }
    }

    @Test func `each task has its own sections, and those without values are left out`() throws {
        let pictures = { (report: TrainingReport) in try Self.headings(report, "h3") }
        #expect(
            try pictures(SampleReports.binary) == [
                "Confusion matrix", "ROC curve", "Calibration", "Predicted probability by class", "Learning curve",
                "Feature importance",
            ])
        #expect(try pictures(SampleReports.multiclass) == ["Confusion matrix"])
        #expect(try pictures(SampleReports.regression) == ["Predicted against actual", "Residuals"])
        let empty = TrainingReport(modelName: "m", version: 1, task: .binary, targetName: "t")
        #expect(try Self.headings(empty) == [])
        #expect(
            try Self.headings(SampleReports.binary) == [
                "1 warning", "Metrics", "Predictions on the validation data", "Training", "What the model looks at", "3 features",
                "Model and data",
            ])
    }

    @Test func `foreign text is text wherever it stands`() throws {
        let hostile = "x\"><img src=y onerror='alert(1)'></svg></style><script>alert(2)</script>&#0;"
        var report = SampleReports.binary
        report.modelName = hostile
        report.targetName = hostile
        report.warnings = [hostile]
        report.facts = [
            TrainingReport.Fact(hostile, .text(hostile)), TrainingReport.Fact(hostile, .code(hostile)),
        ]
        report.splits = report.splits.map {
            SplitMetrics(
                split: hostile, rowCount: 1, positiveClass: hostile, metrics: $0.metrics + [SplitMetrics.Metric(hostile, 1)])
        }
        report.learningCurve?.lossName = hostile
        report.binary?.split = hostile
        report.binary?.negativeClass = hostile
        report.binary?.positiveClass = hostile
        report.multiclass = MulticlassEvaluation(split: hostile, classes: [hostile, hostile, hostile], confusion: [])
        report.regression = SampleReports.regression.regression
        report.regression?.split = hostile
        report.features = report.features.map {
            FeatureSummary(name: hostile, kind: $0.kind, missingShare: 0, importance: 0.5, distribution: $0.distribution)
        }
        let markup = try Markup.read(report.html())
        let harmless: Set<String> = [
            "html", "head", "meta", "title", "style", "body", "main", "header", "section", "h1", "h2", "h3", "p", "span", "dl",
            "dt", "dd",
            "div", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "figure", "figcaption", "details", "summary",
            "svg",
            "desc", "line", "rect", "path", "circle", "text",
        ]
        #expect(Set(markup.elements.map(\.name)).subtracting(harmless) == [])
        #expect(!markup.elements.contains { $0.attributes.keys.contains { $0.hasPrefix("on") || $0 == "src" } })
        #expect(markup.elements(named: "h1")[0].text == hostile + " version 3")
    }

    @Test func `numbers that are none are said so`() throws {
        var report = SampleReports.binary
        report.splits[1].metrics = [SplitMetrics.Metric("roc_auc", .nan), SplitMetrics.Metric("log_loss", .infinity)]
        let cells = try Markup.read(report.html()).elements(named: "td").map(\.text)
        #expect(cells.contains("n/a"))
        #expect(cells.contains("∞"))
    }

    @Test(arguments: [
        LearningCurve(lossName: "rmse", training: []), LearningCurve(lossName: "rmse", training: [1]),
        LearningCurve(lossName: "rmse", training: [1], bestRound: 1),
        LearningCurve(lossName: "rmse", training: [], validation: [2, 1]),
        LearningCurve(lossName: "rmse", training: [2, 2, 2], validation: [2], bestRound: 2),
        LearningCurve(lossName: "rmse", training: [.nan], validation: [.infinity], bestRound: 1),
        LearningCurve(lossName: "rmse", training: [1, 2], bestRound: Int.min + 1),
        LearningCurve(lossName: "rmse", training: [1, 2], bestRound: Int.max),
        LearningCurve(lossName: "rmse", training: [Double](repeating: 0.5, count: 100_000)),
    ])
    func `any learning curve makes a page`(curve: LearningCurve) throws {
        var report = SampleReports.binary
        report.learningCurve = curve
        let markup = try Markup.read(report.html())
        let isShown = !(curve.training.isEmpty && curve.validation.isEmpty)
        #expect(markup.elements(named: "h3").contains { $0.text == "Learning curve" } == isShown)
    }

    @Test func `the best round is marked and named`() throws {
        let markup = try Markup.read(SampleReports.binary.html())
        #expect(markup.elements(named: "circle").contains { $0.text == "best round" })
        #expect(markup.elements(named: "p").contains { $0.text.contains("keeps 4, where the validation loss is 0.47") })
    }

    @Test func `classes without rows and numbers out of range do not stop a report`() throws {
        var report = SampleReports.binary
        let bin = { BinaryEvaluation.CalibrationBin(rowCount: $0, meanProbability: $1, positiveShare: $2) }
        report.binary = BinaryEvaluation(
            split: "validation", negativeClass: "", positiveClass: "", threshold: .nan, trueNegatives: 0, falsePositives: 0,
            falseNegatives: 0, truePositives: 0, roc: [Point(x: .nan, y: .infinity)],
            calibration: [bin(0, .nan, .nan), bin(-1, 2, 3), bin(Int.max, -.infinity, 0.5)])
        report.binary?.countProbabilities([.nan, 2, -1, .infinity], positives: [true])
        report.features = [
            FeatureSummary(name: "", kind: .numeric(minimum: .nan, maximum: -.infinity), missingShare: .nan, importance: .nan),
            FeatureSummary(
                name: "", kind: .numeric(minimum: 0, maximum: 1), missingShare: 2, importance: .infinity,
                distribution: .bins(edges: [.nan, 5, -1], counts: [])),
            FeatureSummary(
                name: "", kind: .numeric(minimum: -1e308, maximum: 1e308), missingShare: -1, importance: -5,
                distribution: .bins(edges: [0, 0, -0.5], counts: [1, 2, 3, 4])),
            FeatureSummary(
                name: "", kind: .numeric(minimum: 3, maximum: 3), missingShare: 0, distribution: .bins(edges: [], counts: [9])),
            FeatureSummary(
                name: "", kind: .categorical(categoryCount: -1), missingShare: 0, distribution: .categories(counts: [0, -3])),
            FeatureSummary(
                name: "", kind: .categorical(categoryCount: 0), missingShare: 0, distribution: .categories(counts: [])),
        ]
        report.multiclass = MulticlassEvaluation(split: "", classes: ["a"], confusion: [-5])
        report.regression = RegressionEvaluation(split: "", predicted: SampleCharts.worst, actual: SampleCharts.worst.reversed())
        report.version = Int.min
        _ = try Markup.read(report.html())
        report.regression = RegressionEvaluation(split: "", predicted: [], actual: [1])
        report.multiclass = MulticlassEvaluation(split: "", classes: [], confusion: [1])
        _ = try Markup.read(report.html())
    }

    @Test func `the largest input makes a page of bounded size`() throws {
        let long = String(repeating: "n\u{301}ame ", count: 20_000)
        var report = SampleReports.binary
        report.modelName = long
        report.warnings = [String](repeating: long, count: 1_000)
        report.facts = (0..<1_000).map { _ in TrainingReport.Fact(long, .code(long)) }
        report.learningCurve = LearningCurve(
            lossName: long, training: (0..<100_000).map { 1 / Double($0 + 1) },
            validation: (0..<100_000).map { 2 / Double($0 + 1) })
        report.binary?.roc = (0..<100_000).map { Point(x: Double($0) / 1e5, y: Double($0) / 1e5) }
        report.features = (0..<5_000).map {
            FeatureSummary(
                name: "\($0) " + long, kind: .numeric(minimum: 0, maximum: 1), missingShare: 0, importance: 0.0002,
                distribution: .bins(edges: [0.25, 0.5, 0.75], counts: [1, 2, 3, 4]))
        }
        let bytes = report.html()
        #expect(bytes.count < 8 << 20)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("4,500 more features are not shown."))
        #expect(text.contains("900 more are not shown."))
        #expect(text.contains("4,980 other features"))
    }

    @Test func `features are shown by importance, equal ones in their own order`() throws {
        var report = SampleReports.binary
        let shares = [0.1, 0.4, 0.1, 0.4, 0]
        report.features = shares.enumerated().map {
            FeatureSummary(name: "f\($0)", kind: .categorical(categoryCount: 2), missingShare: 0, importance: $1)
        }
        report.facts = []
        report.splits = []
        report.binary = nil
        report.learningCurve = nil
        let rows = try Markup.read(report.html()).elements(named: "th").filter { $0.attributes["scope"] == "row" }.map(\.text)
        #expect(rows == ["f1", "f3", "f0", "f2", "f1", "f3", "f0", "f2", "f4"])
    }

    @Test(
        arguments: [
            // Even bins; a bin of one value at the lower end, at the upper end; edges beyond the range; out of order.
            ([8, 16, 24], [1, 1, 1, 1], [0.125, 0.125]), ([0, 16], [0, 48, 16], [3, 1]), ([16, 32], [16, 48, 5], [1, 8]),
            ([-5, 16, 99], [7, 16, 16, 7], [8, 8]), ([24, 8], [24, 9, 24], [1, 1]),
        ] as [([Double], [Int], [Double])])
    func `uneven bins are spread over even bars`(edges: [Double], counts: [Int], ends: [Double]) throws {
        let feature = FeatureSummary(
            name: "f", kind: .numeric(minimum: 0, maximum: 32), missingShare: 0, distribution: .bins(edges: edges, counts: counts)
        )
        let heights = try #require(feature.sparkline).heights
        #expect(heights.count == 32)
        #expect(heights.first == ends[0] && heights.last == ends[1], "\(heights)")
        let isRising = zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }
        #expect(!isRising || abs(heights.reduce(0, +) - Double(counts.reduce(0, +))) < 1e-9)
    }

    @Test func `the many classes of a matrix are folded into one without losing a row`() throws {
        let classCount = 64
        var confusion = [Int](repeating: 1, count: classCount * classCount)
        for index in 0..<classCount { confusion[index * classCount + index] = 100 + index }
        var report = SampleReports.multiclass
        report.multiclass = MulticlassEvaluation(
            split: "training", classes: (0..<classCount).map { "c\($0)" }, confusion: confusion)
        let markup = try Markup.read(report.html())
        let cells = markup.elements(named: "rect").filter { ($0.attributes["class"] ?? "").hasPrefix("cell") }
        #expect(cells.count == 31 * 31)
        #expect(cells.count { $0.attributes["class"] == "cell right" } == 30)
        let counts = try cells.map { cell in
            let count = try #require(cell.text.split(separator: ": ").last?.split(separator: " ").first)
            return try #require(Int(String(count.filter { $0 != "," })))
        }
        #expect(counts.reduce(0, +) == confusion.reduce(0, +))
        #expect(cells[0].text.hasPrefix("c34 →"))
        #expect(cells.last?.text.hasPrefix("other (34) → other (34)") == true)
    }

    @Test(arguments: [
        (0.0, 10, 0.0, 0.277533), (0.5, 10, 0.236593, 0.763407), (0.1, 100, 0.055229, 0.174366), (1.0, 1, 0.206549, 1.0),
    ])
    func `intervals of a share are Wilson's`(share: Double, rowCount: Int, lower: Double, upper: Double) throws {
        let interval = try #require(BinaryEvaluation.wilsonInterval(share: share, rowCount: rowCount))
        #expect(abs(interval.lowerBound - lower) < 1e-5)
        #expect(abs(interval.upperBound - upper) < 1e-5)
    }
}
