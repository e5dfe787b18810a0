import Bundles
import Evaluation
import ForestTraining
import Statistics
import SystemPackage
import Tabular

/// The second pass: the training file's rows and, behind them, the validation file's, binned and labelled.
struct EncodedSource {
    let table: BinnedTable
    let labels: TargetLabels
    let baselineFeatures: [Baseline.FeatureBaseline]
    /// Rows that the baseline counted.
    let baselineRowCount: Int
    /// sha256 of the validation file as it is stored; nil without one.
    let validationSHA256: String?
    /// Rows that came from the validation file.
    let fileValidationRows: [UInt32]
    /// Per feature, an encoded value at a share of its distribution.
    let quantiles: FeatureQuantiles

    /// The baseline counts the rows that the published forest is trained on: `training`, or every row when it is refitted on all.
    init(_ source: TrainingSource, _ command: TrainCommand, training: [UInt32], progress: inout RunProgress) throws {
        try BinnedTable.checkSize(rowCount: source.rowCount, featureCount: source.contract.features.count)
        let columns = source.profile.columns.filter { !$0.isAllMissing }
        let quantiles = FeatureQuantiles(contract: source.contract, columns: columns)
        self.quantiles = quantiles
        var table = EncodedTable(
            contract: source.contract, bins: quantiles.bins(maxBins: command.forest.maxBins),
            quantiles: quantiles.edges(binCount: BaselineCounter.quantileCount),
            otherColumns: [source.target.name] + command.table.ignoredColumns, rowCapacity: source.rowCount)
        let countsAll = command.forest.refit
        try Self.appendTrainingFile(source, countsAll ? nil : training, &table, &progress)
        var labels = source.labels
        if let file = command.validation.file {
            let (more, sha256) = try Self.appendValidationFile(FilePath(file), source, counted: countsAll, &table, &progress)
            labels.append(more)
            validationSHA256 = sha256
        } else {
            validationSHA256 = nil
        }
        fileValidationRows = (UInt32(source.rowCount)..<UInt32(labels.count)).map { $0 }
        self.labels = labels
        let (binned, baseline) = table.finish()
        self.table = binned
        baselineFeatures = baseline.features()
        baselineRowCount = baseline.rowCount
    }

    private static func appendTrainingFile(
        _ source: TrainingSource, _ training: [UInt32]?, _ table: inout EncodedTable, _ progress: inout RunProgress
    ) throws {
        var isTraining = [Bool](repeating: training == nil, count: source.rowCount)
        for row in training ?? [] { isTraining[Int(row)] = true }
        var reader = try CSVReader(path: source.path)
        let changed = InputError(
            path: reader.path, reason: "the file changed while it was read; a file that nothing writes to is accepted")
        guard reader.fingerprint == source.profile.fingerprint else { throw changed }
        var row = 0
        try table.append(&reader, pass: "Reading \(source.path)", progress: &progress) { block in
            guard block.firstRow + block.rowCount <= source.isUsed.count else { throw changed }
            if source.target.task == .regression {
                let values = source.targetProfile.values[block.firstRow..<block.firstRow + block.rowCount]
                try checkMagnitude(values, block, target: source.target.name, path: source.path.string)
            }
            return (block.firstRow..<block.firstRow + block.rowCount).map { record in
                guard source.isUsed[record] else { return .leftOut }
                defer { row += 1 }
                return isTraining[row] ? .keptAndCounted : .kept
            }
        }
        guard row == source.rowCount else { throw changed }
    }

    private static func appendValidationFile(
        _ path: FilePath, _ source: TrainingSource, counted: Bool, _ table: inout EncodedTable, _ progress: inout RunProgress
    ) throws -> (labels: TargetLabels, sha256: String) {
        try DataFile.check(path)
        var reader = try CSVReader(path: path)
        let encoder = try TargetEncoder(
            source.targetProfile, missingMarkers: source.contract.missingMarkers, header: reader.header, path: reader.path)
        let isRegression = source.target.task == .regression
        let use: EncodedTable.Use = counted ? .keptAndCounted : .kept
        var labels: TargetLabels = isRegression ? .values([]) : .classes([])
        try table.append(&reader, pass: "Reading \(path)", progress: &progress) { block in
            if isRegression {
                var values: [Double] = []
                try encoder.appendValues(of: block, to: &values)
                try checkMagnitude(values[...], block, target: source.target.name, path: path.string)
                labels.append(.values(values.filter { !$0.isNaN }.map(TargetLabels.rounded)))
                return values.map { $0.isNaN ? .leftOut : use }
            }
            var classes: [UInt32] = []
            try encoder.appendClasses(of: block, to: &classes)
            labels.append(.classes(classes.filter { $0 != TargetProfile.dropped }))
            return classes.map { $0 == TargetProfile.dropped ? .leftOut : use }
        }
        guard labels.count > 0 else {
            throw InputError(path: reader.path, reason: "no record has a target; at least one is needed to validate on")
        }
        return (labels, try DataFile.sha256(path, since: reader.fingerprint))
    }

    /// Values whose squares would overflow float32 are refused where they stand; the trainer could name only a row.
    private static func checkMagnitude(_ values: ArraySlice<Double>, _ block: CSVBlock, target: String, path: String) throws {
        guard let index = values.firstIndex(where: { $0.magnitude > targetMagnitudeMax }) else { return }
        throw InputError(
            path: path, line: block.line(ofRow: index - values.startIndex), column: target,
            reason: "found \(values[index]); targets of at most \(targetMagnitudeMax) in magnitude are accepted")
    }

    /// As the trainer has it.
    private static let targetMagnitudeMax = 1e30
}
