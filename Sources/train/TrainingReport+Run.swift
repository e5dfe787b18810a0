import Bundles
import Forest
import ForestTraining
import Reports
import Statistics
import Tabular

extension TrainingReport {
    /// The report of a finished run; `version` is the bundle's.
    init(
        manifest: Manifest, version: Int, baseline: Baseline, forest: FlatForest, evaluations: [Evaluation],
        outcome: TrainingOutcome,
        warnings: [String]
    ) {
        let judged = evaluations.last
        self.init(
            modelName: manifest.name, version: version, task: Task(rawValue: manifest.target.task.rawValue) ?? .regression,
            targetName: manifest.target.name, facts: Self.facts(manifest, forest), warnings: warnings,
            splits: evaluations.map { evaluation in
                SplitMetrics(
                    split: evaluation.split, rowCount: evaluation.rowCount, positiveClass: evaluation.metrics.positiveClass,
                    metrics: evaluation.metrics.values.map { SplitMetrics.Metric($0.name, $0.value) })
            },
            learningCurve: LearningCurve(
                lossName: manifest.target.task == .regression ? "rmse" : "log_loss",
                training: outcome.history.map(\.trainingLoss),
                validation: outcome.history.compactMap(\.validationLoss), bestRound: outcome.bestRound),
            features: Self.features(manifest, baseline))
        if let judged { addEvaluation(judged, manifest) }
    }

    private mutating func addEvaluation(_ evaluation: Evaluation, _ manifest: Manifest) {
        let classes = manifest.target.classes
        switch evaluation.labels {
        case .values(let values):
            regression = RegressionEvaluation(
                split: evaluation.split, predicted: evaluation.predictions, actual: values.map(Double.init))
        case .classes(let labels) where manifest.target.task == .binary:
            binary = Self.binary(
                evaluation, positives: labels.map { $0 == 1 }, classes: classes, threshold: manifest.decisionThreshold ?? 0.5)
        case .classes(let labels):
            let matrix = ConfusionMatrix(
                labels: labels, predictions: evaluation.predictedClasses(decisionThreshold: nil), classCount: classes.count)
            multiclass = MulticlassEvaluation(
                split: evaluation.split, classes: classes, confusion: matrix.counts,
                qualities: classes.indices.map { label in
                    MulticlassEvaluation.ClassQuality(
                        precision: matrix.precision(of: label), recall: matrix.recall(of: label), f1: matrix.f1(of: label))
                })
        }
    }

    private static let calibrationBinCount = 10

    private static func binary(
        _ evaluation: Evaluation, positives: [Bool], classes: [String], threshold: Double
    ) -> BinaryEvaluation {
        let probabilities = evaluation.predictions
        let confusion = BinaryMetrics.confusion(probabilities: probabilities, positives: positives, threshold: threshold)
        var binary = BinaryEvaluation(
            split: evaluation.split, negativeClass: classes[0], positiveClass: classes[1], threshold: threshold,
            trueNegatives: confusion.trueNegatives, falsePositives: confusion.falsePositives,
            falseNegatives: confusion.falseNegatives, truePositives: confusion.truePositives,
            roc: BinaryMetrics.rocCurve(
                probabilities: probabilities, positives: positives, pointCountMax: ReportLimits.curvePointsMax
            ).map { Point(x: $0.falsePositiveRate, y: $0.truePositiveRate) },
            calibration: BinaryMetrics.calibration(
                probabilities: probabilities, positives: positives, binCount: calibrationBinCount
            ).map {
                BinaryEvaluation.CalibrationBin(
                    rowCount: $0.rowCount, meanProbability: $0.meanProbability, positiveShare: $0.positiveShare)
            })
        binary.countProbabilities(probabilities, positives: positives)
        return binary
    }

    private static func facts(_ manifest: Manifest, _ forest: FlatForest) -> [Fact] {
        let provenance = manifest.provenance
        var facts = [
            Fact("Task", .text(manifest.target.task.rawValue)),
            Fact("Target", .code(manifest.target.name)),
            Fact("Rows", .count(provenance.rowCount)),
            Fact("Features", .count(manifest.contract.features.count)),
            Fact("Trees", .count(forest.treeCount)),
            Fact("Leaves", .count(forest.leafCount)),
            Fact("Depth", .count(forest.depthMax)),
        ]
        if !manifest.target.classes.isEmpty {
            facts.insert(Fact("Classes", .text(manifest.target.classes.joined(separator: ", "))), at: 2)
        }
        facts += [
            Fact("Data", .code(provenance.dataName)),
            Fact("Data sha256", .code(provenance.dataSHA256)),
            Fact("Tool", .text(provenance.tool)),
            Fact("Seed", .code("\(provenance.seed)")),
        ]
        if let created = provenance.created { facts.append(Fact("Created", .text(created))) }
        return facts + provenance.arguments.map { Fact($0.name, .code($0.value)) }
    }

    private static func features(_ manifest: Manifest, _ baseline: Baseline) -> [FeatureSummary] {
        zip(zip(manifest.contract.features, manifest.importances), baseline.features).map { pair, baseline in
            let (feature, importance) = pair
            let kind: FeatureSummary.Kind
            if let categories = feature.categories {
                kind = .categorical(categoryCount: categories.count)
            } else {
                kind = .numeric(
                    minimum: feature.range?.lowerBound ?? .nan, maximum: feature.range?.upperBound ?? .nan)
            }
            let distribution: FeatureSummary.Distribution =
                switch baseline.distribution {
                case .quantiles(let edges, let counts): .bins(edges: edges, counts: counts)
                case .categories(_, let counts): .categories(counts: counts)
                }
            return FeatureSummary(
                name: feature.name, kind: kind, missingShare: baseline.missingShare, importance: importance,
                distribution: distribution)
        }
    }
}
