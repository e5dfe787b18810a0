internal import Bundles
internal import Forest
internal import Tabular

/// From an XGBoost file's own arrays to an ensemble of the same margins.
///
/// XGBoost's arithmetic: float32 throughout, `x < threshold` to the left, NaN to the default side; the sum of each output starts from
/// its base score and takes the leaves in the order of the trees. Of dart each leaf is multiplied by its tree's factor first, in
/// float32. A number is a category when it is not negative and below 2^24, truncated; the listed categories go right.
struct XGBoostConversion {
    let model: XGBoostModel
    let format: SourceFormat
    let outputCount: Int
    let objective: XGBoostObjective

    init(_ model: XGBoostModel, format: SourceFormat) throws(ImportError) {
        self.model = model
        self.format = format
        try Self.checkVersion(model)
        outputCount = max(1, model.learner.classCount, model.learner.targetCount)
        let name = model.learner.objective
        guard let objective = XGBoostObjective(name: name, outputCount: outputCount, version: model.version) else {
            throw ImportError(
                field: "objective",
                reason: "\"\(name.prefix(64))\" is not known; accepted: \(XGBoostObjective.accepted.joined(separator: ", "))")
        }
        guard objective.objective.outputCounts.contains(outputCount) else {
            let counts = objective.objective.outputCounts
            throw ImportError(
                field: "objective",
                reason: "\(name) with \(outputCount) outputs (accepted: \(counts.lowerBound) to \(counts.upperBound))")
        }
        self.objective = objective
    }

    func convert() throws(ImportError) -> ImportedModel {
        let contract = try contract()
        let isLinear = model.booster.name == "gblinear"
        let baseScores = try baseMargins()
        let ensemble = isLinear ? try linearModel(baseScores) : try forest(baseScores)
        return ImportedModel(
            ensemble: ensemble, contract: contract, task: objective.task,
            classCount: objective.task == .binary ? 2 : objective.task == .multiclass ? outputCount : 0,
            importances: importances(), library: "XGBoost",
            libraryVersion: model.version.map { String($0) }.joined(separator: "."), format: format,
            objectiveName: model.learner.objective, warnings: warnings(baseScores))
    }

    /// Releases read and compared with, the newest.
    private static let newestVersion = [3, 2]

    private static func checkVersion(_ model: XGBoostModel) throws(ImportError) {
        guard model.version.count == 3, model.version.allSatisfy({ $0 >= 0 }), (1...3).contains(model.version[0]) else {
            let version = model.version.prefix(4).map { String($0) }.joined(separator: ".")
            throw ImportError(
                field: "version",
                reason: "\(version.isEmpty ? "no release" : version) is not known; accepted are releases 1.0 to 3.x")
        }
        if !model.unknownMembers.isEmpty, newestVersion.lexicographicallyPrecedes(Array(model.version.prefix(2))) {
            let names = model.unknownMembers.sorted().map { "\"\($0.prefix(64))\"" }.joined(separator: ", ")
            throw ImportError(
                field: "version",
                reason: "the file of XGBoost \(model.version[0]).\(model.version[1]) has members that this version does not "
                    + "know and that may change what it computes: \(names)")
        }
    }

    static let arithmetic = Arithmetic(
        inputWidth: .float32, thresholdWidth: .float32, sumWidth: .float32, comparison: .less,
        negativeFraction: .isNoCategory)

    var aggregation: Aggregation {
        Aggregation(baseScorePlace: addsBaseScoreLast ? .last : .first)
    }

    /// Releases before 1.3 (of dart, before 1.4) add up the leaves of a row from zero, and then the base score.
    private var addsBaseScoreLast: Bool {
        switch model.booster.name {
        case "gbtree": model.version.lexicographicallyPrecedes([1, 3])
        case "dart": model.version.lexicographicallyPrecedes([1, 4])
        default: false
        }
    }

    /// The base scores in margin space, one for each output.
    private func baseMargins() throws(ImportError) -> [Float] {
        let scores = model.learner.baseScores
        guard scores.count == 1 || scores.count == outputCount else {
            throw ImportError(field: "base_score", reason: "\(scores.count) numbers for \(outputCount) outputs")
        }
        let margins = scores.map { objective.baseScoreLink.margin($0) }
        for (score, margin) in zip(scores, margins) where !margin.isFinite {
            throw ImportError(
                field: "base_score", reason: "\(score) has no finite margin under \(model.learner.objective)")
        }
        return margins.count == outputCount ? margins : [Float](repeating: margins[0], count: outputCount)
    }

    private func warnings(_ baseScores: [Float]) -> [String] {
        var warnings: [String] = []
        let learner = model.learner
        let iterationCount = model.booster.iterationStarts.count - 1
        if let best = learner.bestIteration, best >= 0, best + 1 < iterationCount {
            warnings.append(
                "early stopping found iteration \(best) to be the best of \(iterationCount); the model has all of them, as "
                    + "Booster.predict uses, while the scikit-learn wrapper uses the first \(best + 1): save booster[:\(best + 1)] "
                    + "to import that")
        }
        if addsBaseScoreLast, baseScores.contains(where: { $0 != 0 }) {
            warnings.append(
                "releases before 1.3 (of dart, 1.4) add the base score last, which is what is computed here; later releases add "
                    + "it first, so they can differ from the release that wrote the file in the last bit")
        }
        for (index, categories) in model.booster.categories.enumerated() {
            guard case .texts(let texts) = categories, !texts.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) else { continue }
            warnings.append(
                "feature \(index) has category names that are not ASCII; XGBoost's Python package cuts such names short when it "
                    + "trains, so check them in the contract")
        }
        return warnings
    }
}
