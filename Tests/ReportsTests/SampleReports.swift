import Reports

/// Small reports of each task, the same on every call.
enum SampleReports {
    static let features = [
        FeatureSummary(
            name: "age", kind: .numeric(minimum: 17, maximum: 90), missingShare: 0, importance: 0.6,
            distribution: .bins(edges: [25, 35, 45, 60], counts: [120, 260, 240, 200, 80])),
        FeatureSummary(
            name: "workclass", kind: .categorical(categoryCount: 3), missingShare: 0.056, importance: 0.4,
            distribution: .categories(counts: [700, 150, 50])),
        FeatureSummary(name: "constant", kind: .numeric(minimum: 1, maximum: 1), missingShare: 0.9995, importance: 0),
    ]

    static let curve = LearningCurve(
        lossName: "log_loss", training: [0.6, 0.5, 0.42, 0.37, 0.33], validation: [0.61, 0.53, 0.48, 0.47, 0.475], bestRound: 4)

    static var binary: TrainingReport {
        var evaluation = BinaryEvaluation(
            split: "validation", negativeClass: "<=50K", positiveClass: ">50K", threshold: 0.5, trueNegatives: 130,
            falsePositives: 12,
            falseNegatives: 18, truePositives: 40,
            roc: [Point(x: 0, y: 0), Point(x: 0.085, y: 0.69), Point(x: 0.4, y: 0.93), Point(x: 1, y: 1)],
            calibration: [
                BinaryEvaluation.CalibrationBin(rowCount: 120, meanProbability: 0.08, positiveShare: 0.075),
                BinaryEvaluation.CalibrationBin(rowCount: 28, meanProbability: 0.44, positiveShare: 0.32),
                BinaryEvaluation.CalibrationBin(rowCount: 52, meanProbability: 0.81, positiveShare: 0.77),
            ])
        evaluation.countProbabilities([0.1, 0.1, 0.3, 0.7, 0.9], positives: [false, false, true, false, true], binCount: 5)
        return TrainingReport(
            modelName: "adult", version: 3, task: .binary, targetName: "income",
            facts: [
                TrainingReport.Fact("rows", .count(1000)), TrainingReport.Fact("data", .text("adult.csv")),
                TrainingReport.Fact("data sha256", .code("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")),
            ],
            warnings: ["Column constant has one value only."],
            splits: [
                SplitMetrics(
                    split: "training", rowCount: 800, positiveClass: ">50K",
                    metrics: [SplitMetrics.Metric("accuracy", 0.8912), SplitMetrics.Metric("roc_auc", 0.9431)]),
                SplitMetrics(
                    split: "validation", rowCount: 200, positiveClass: ">50K",
                    metrics: [SplitMetrics.Metric("accuracy", 0.85), SplitMetrics.Metric("roc_auc", 0.90123)]),
            ], learningCurve: curve, binary: evaluation, features: features)
    }

    static var multiclass: TrainingReport {
        TrainingReport(
            modelName: "iris", version: 1, task: .multiclass, targetName: "species",
            splits: [SplitMetrics(split: "training", rowCount: 150, metrics: [SplitMetrics.Metric("accuracy", 0.96)])],
            multiclass: MulticlassEvaluation(
                split: "training", classes: ["setosa", "versicolor", "virginica"], confusion: [50, 0, 0, 0, 47, 3, 0, 3, 47],
                qualities: [1, 0.94, 0.94].map { MulticlassEvaluation.ClassQuality(precision: $0, recall: $0, f1: $0) }))
    }

    static var regression: TrainingReport {
        TrainingReport(
            modelName: "housing", version: 1, task: .regression, targetName: "median_house_value",
            splits: [SplitMetrics(split: "validation", rowCount: 500, metrics: [SplitMetrics.Metric("rmse", 47_432.12)])],
            regression: RegressionEvaluation(
                split: "validation", predicted: (0..<500).map { Double($0) * 900 + Double($0 % 17) * 800 },
                actual: (0..<500).map { Double($0) * 1_000 }))
    }

    static var scoring: ScoringReport {
        ScoringReport(
            modelName: "adult", version: 3,
            figures: [
                ScoringReport.Figure("Rows", "48,842", note: "of 1 file"), ScoringReport.Figure("Refused", "12", note: "0.02%"),
                ScoringReport.Figure("Rows a second", "1.2M"),
            ],
            warnings: ["12 rows were refused: see rejects.ndjson."],
            predictions: [
                ScoringReport.Column(
                    name: "probability of >50K", bins: ["0 to 0.25", "0.25 to 0.5", "0.5 to 0.75", "0.75 to 1"],
                    counts: [30_000, 9_000, 6_000, 3_830], baselineCounts: [14_800, 4_600, 2_900, 2_121], missingShare: 0,
                    baselineMissingShare: 0, stability: 0.0021)
            ],
            features: [
                ScoringReport.Column(
                    name: "age", bins: ["to 25", "25 to 35", "35 to 60", "from 60"], counts: [2_000, 9_000, 30_000, 7_830],
                    baselineCounts: [6_000, 8_000, 8_000, 2_421], missingShare: 0, baselineMissingShare: 0, stability: 0.4213),
                ScoringReport.Column(
                    name: "work<class>", bins: ["private", "public", "none of these"], counts: [40_000, 8_000, 830],
                    baselineCounts: [20_000, 4_000, 421], missingShare: 0.056, baselineMissingShare: 0.051, stability: 0.0004),
                ScoringReport.Column(
                    name: "new", bins: ["0"], counts: [48_830], baselineCounts: nil, missingShare: 0.9995,
                    baselineMissingShare: nil,
                    stability: nil),
            ],
            violations: [ScoringReport.Violation(kind: "unknown_category", feature: "work<class>", rowCount: 830)],
            facts: [
                TrainingReport.Fact("input", .code("adult.csv")), TrainingReport.Fact("wall time", .duration(0.0407)),
                TrainingReport.Fact("tool", .text("espalier score")),
            ])
    }
}
