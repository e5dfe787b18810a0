public import Bundles
internal import Forest
public import SystemPackage
public import Tabular

/// How a model does on a table that has the target: one pass, after which margins and labels are held for the metrics that look at all rows.
public struct EvaluationMeasurement {
    private let bundle: Bundle
    private let path: FilePath
    private let target: String
    private let split: String
    private let onProgress: BaselineMeasurement.Progress

    /// Margins that are held: 1 GiB of them. A larger table is evaluated on a part of it.
    public static let marginCountMax = 1 << 27

    /// `target` is the column of the truth; `split` the name under which the metrics go, one of `Manifest.SplitMetrics.splits`.
    public init(
        _ bundle: Bundle, path: FilePath, target: String, split: String, onProgress: @escaping BaselineMeasurement.Progress
    ) {
        self.bundle = bundle
        self.path = path
        self.target = target
        self.split = split
        self.onProgress = onProgress
    }

    /// Why the model cannot be evaluated against one column; nil if it can.
    public static func problem(with bundle: Bundle) -> String? {
        guard bundle.manifest.target.task == .regression, bundle.forest.outputCount > 1 else { return nil }
        return "predicts \(bundle.forest.outputCount) values; a model of one target is accepted"
    }

    /// Records without a target are left out.
    public func evaluated() throws(InputError) -> EvaluatedSplit {
        precondition(Self.problem(with: bundle) == nil, "a model of one target")
        let manifest = bundle.manifest
        let rows = TableRows(bundle)
        var reader = try CSVReader(path: path)
        let columns = try TableColumns(
            header: reader.header, encoder: rows.encoder, ignoring: [target], path: reader.path,
            purpose: "every feature of the model is needed")
        let encoder = try TargetEncoder(
            profile(manifest), missingMarkers: manifest.contract.missingMarkers, header: reader.header, path: reader.path)
        var margins: [Double] = []
        var labels: TargetLabels = manifest.target.task == .regression ? .values([]) : .classes([])
        while try reader.readBlock() {
            onProgress("Evaluating on \(reader.path)", reader.storedBytesRead, reader.storedByteCount)
            let block = reader.block
            let (known, isKnown) = try self.labels(of: block, encoder)
            labels.append(known)
            guard labels.count <= Self.marginCountMax / rows.outputCount else {
                throw InputError(
                    path: reader.path,
                    reason:
                        "has more than \(Self.marginCountMax / rows.outputCount) records with a target; at most as many are accepted"
                )
            }
            for start in stride(from: 0, to: block.rowCount, by: rows.rowCountMax) {
                let range = start..<min(start + rows.rowCountMax, block.rowCount)
                try rows.encode(block, rows: range, columns)
                let scored = rows.margins()
                for row in range where isKnown[row] {
                    let first = (row - start) * rows.outputCount
                    margins += scored[first..<first + rows.outputCount]
                }
            }
        }
        guard labels.count > 0 else {
            throw InputError(path: reader.path, reason: "no record has a target; at least one is needed")
        }
        return EvaluatedSplit(
            split: split, margins: margins, labels: labels, scorer: bundle.scorer, target: manifest.target,
            rule: PredictionRule(manifest, outputCount: rows.outputCount))
    }

    private func profile(_ manifest: Manifest) -> TargetProfile {
        let classes = manifest.target.classes
        let task: LearningTask =
            switch manifest.target.task {
            case .binary: .binary
            case .multiclass: .multiclass
            case .regression: .regression
            }
        return TargetProfile(
            name: target, column: 0, task: task, classLabels: classes, classCounts: [Int](repeating: 0, count: classes.count),
            classes: [], values: [], droppedRowCount: 0)
    }

    /// The labels of the records that have one, and of every record whether it has. Values are of the width of the model's sums, as predictions
    /// are: a model of float32 was trained on such targets.
    private func labels(
        of block: CSVBlock, _ encoder: TargetEncoder
    ) throws(InputError) -> (known: TargetLabels, isKnown: [Bool]) {
        if encoder.task == .regression {
            var values: [Double] = []
            try encoder.appendValues(of: block, to: &values)
            let isNarrow = bundle.forest.arithmetic.sumWidth == .float32
            let known = values.filter { !$0.isNaN }.map { isNarrow ? Double(Float($0)) : $0 }
            return (.values(known), values.map { !$0.isNaN })
        }
        var classes: [UInt32] = []
        try encoder.appendClasses(of: block, to: &classes)
        return (.classes(classes.filter { $0 != TargetProfile.dropped }), classes.map { $0 != TargetProfile.dropped })
    }
}
