public import Bundles
public import Forest
public import Reports
internal import Statistics
internal import Tabular

extension TrainingReport {
    /// The report of a model; `version` is the bundle's. `judged` is the split that is shown in detail; features are shown with what the baseline
    /// knows of them, if there is one.
    public init(
        manifest: Manifest, version: Int, baseline: Baseline?, forest: FlatForest, judged: EvaluatedSplit?,
        learningCurve: LearningCurve? = nil, warnings: [String]
    ) {
        self.init(
            modelName: manifest.name, version: version, task: Task(rawValue: manifest.target.task.rawValue) ?? .regression,
            targetName: manifest.target.name, facts: Self.facts(manifest, forest), warnings: warnings,
            splits: manifest.metrics.map { metrics in
                SplitMetrics(
                    split: metrics.split, rowCount: metrics.rowCount, positiveClass: metrics.positiveClass,
                    metrics: metrics.values.map { SplitMetrics.Metric($0.name, $0.value) })
            },
            learningCurve: learningCurve, features: Self.features(manifest, baseline))
        if let judged { addEvaluation(judged, manifest) }
    }

    private mutating func addEvaluation(_ evaluation: EvaluatedSplit, _ manifest: Manifest) {
        let classes = manifest.target.classes
        switch evaluation.labels {
        case .values(let values):
            regression = RegressionEvaluation(
                split: evaluation.split, predicted: evaluation.predictions, actual: values)
        case .classes(let labels) where manifest.target.task == .binary:
            binary = Self.binary(
                evaluation, positives: labels.map { $0 == 1 }, classes: classes)
        case .classes(let labels):
            let matrix = ConfusionMatrix(
                labels: labels, predictions: evaluation.rule.classes(of: evaluation.predictions), classCount: classes.count)
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
        _ evaluation: EvaluatedSplit, positives: [Bool], classes: [String]
    ) -> BinaryEvaluation {
        let probabilities = evaluation.predictions
        let threshold = evaluation.rule.threshold
        let confusion = BinaryMetrics.confusion(probabilities: probabilities, positives: positives, threshold: threshold)
        var binary = BinaryEvaluation(
            split: evaluation.split, negativeClass: classes[0], positiveClass: classes[1], threshold: threshold,
            trueNegatives: confusion.trueNegatives, falsePositives: confusion.falsePositives,
            falseNegatives: confusion.falseNegatives, truePositives: confusion.truePositives)
        guard evaluation.rule.isDistribution else { return binary }
        binary.roc = BinaryMetrics.rocCurve(
            probabilities: probabilities, positives: positives, pointCountMax: ReportLimits.curvePointsMax
        ).map { Point(x: $0.falsePositiveRate, y: $0.truePositiveRate) }
        binary.calibration = BinaryMetrics.calibration(
            probabilities: probabilities, positives: positives, binCount: calibrationBinCount
        ).map {
            BinaryEvaluation.CalibrationBin(
                rowCount: $0.rowCount, meanProbability: $0.meanProbability, positiveShare: $0.positiveShare)
        }
        binary.countProbabilities(probabilities, positives: positives)
        return binary
    }

    private static func facts(_ manifest: Manifest, _ forest: FlatForest) -> [Fact] {
        let provenance = manifest.provenance
        var facts = [
            Fact("Task", .text(manifest.target.task.rawValue)),
            Fact("Target", .code(manifest.target.name)),
            Fact("Features", .count(manifest.contract.features.count)),
            Fact("Trees", .count(forest.treeCount)),
            Fact("Leaves", .count(forest.leafCount)),
            Fact("Depth", .count(forest.depthMax)),
        ]
        if !manifest.target.classes.isEmpty {
            facts.insert(Fact("Classes", .text(manifest.target.classes.joined(separator: ", "))), at: 2)
        }
        if let source = provenance.source {
            let library = [source.library, source.libraryVersion].compactMap(\.self).joined(separator: " ")
            facts += [
                Fact("Imported from", .code(source.file)), Fact("File sha256", .code(source.sha256)),
                Fact("Format", .text("\(source.format) of \(library)")), Fact("Tool", .text(provenance.tool)),
            ]
        } else {
            facts.insert(Fact("Rows", .count(provenance.rowCount)), at: manifest.target.classes.isEmpty ? 2 : 3)
            facts += [
                Fact("Data", .code(provenance.dataName)), Fact("Data sha256", .code(provenance.dataSHA256)),
                Fact("Tool", .text(provenance.tool)), Fact("Seed", .code("\(provenance.seed)")),
            ]
        }
        if let created = provenance.created { facts.append(Fact("Created", .text(created))) }
        return facts + provenance.arguments.map { Fact($0.name, .code($0.value)) }
    }

    private static func features(_ manifest: Manifest, _ baseline: Baseline?) -> [FeatureSummary] {
        zip(manifest.contract.features, manifest.importances).enumerated().map { index, pair in
            let (feature, importance) = pair
            let known = baseline?.features[index]
            let kind: FeatureSummary.Kind
            if let categories = feature.categories {
                kind = .categorical(categoryCount: categories.count)
            } else {
                kind = .numeric(
                    minimum: feature.range?.lowerBound ?? .nan, maximum: feature.range?.upperBound ?? .nan)
            }
            let distribution: FeatureSummary.Distribution? =
                switch known?.distribution {
                case .quantiles(let edges, let counts): .bins(edges: edges, counts: counts)
                case .categories(_, let counts): .categories(counts: counts)
                case nil: nil
                }
            return FeatureSummary(
                name: feature.name, kind: kind, missingShare: known?.missingShare ?? .nan, importance: importance,
                distribution: distribution)
        }
    }
}
