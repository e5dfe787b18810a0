internal import Codecs
internal import Tabular

extension Manifest {
    /// What the members say about each other.
    func checkItself() throws(JSONFieldError) {
        func refusal(_ path: String, _ reason: String) -> JSONFieldError { JSONFieldError(path: path, reason: reason) }
        let featureCount = contract.features.count
        guard featureCount > 0 else { throw refusal("features", "is empty, expected at least one feature") }
        guard importances.count == featureCount else {
            throw refusal("importances", "found \(importances.count) numbers, expected one for each of \(featureCount) features")
        }
        let total = importances.reduce(0, +)
        guard total == 0 || abs(total - 1) <= Self.importanceTolerance else {
            throw refusal("importances", "sums to \(total), expected 1 (or 0 when nothing was split)")
        }
        for metrics in metrics {
            guard let positiveClass = metrics.positiveClass else { continue }
            guard target.task == .binary, positiveClass == target.classes[1] else {
                throw refusal(
                    "metrics.\(metrics.split).positive_class",
                    target.task == .binary
                        ? "found \"\(positiveClass)\", expected the second class, \"\(target.classes[1])\""
                        : "expected null, since the task is \(target.task.rawValue)")
            }
        }
        try checkSelfTest(featureCount: featureCount)
        // A model that was trained here has met its data.
        if provenance.source == nil {
            for name in BundleFile.ofTraining where !files.contains(where: { $0.name == name }) {
                throw refusal("files", "does not list \(name), which only a model with provenance.source may lack")
            }
        }
    }

    /// Shares may have been computed and rounded in single precision.
    private static let importanceTolerance = 1e-3

    /// Outputs of the forest; of a regression the forest alone tells, and the self test must be of one mind.
    private var outputCount: Int {
        switch target.task {
        case .binary: 1
        case .multiclass: target.classes.count
        case .regression: max(selfTest.margins.first?.count ?? 1, 1)
        }
    }

    private func checkSelfTest(featureCount: Int) throws(JSONFieldError) {
        guard !selfTest.rows.isEmpty else {
            throw JSONFieldError(path: "self_test.rows", reason: "is empty, expected at least one row")
        }
        guard selfTest.margins.count == selfTest.rows.count else {
            throw JSONFieldError(
                path: "self_test.margins",
                reason: "found \(selfTest.margins.count) rows, expected one for each of \(selfTest.rows.count) in self_test.rows")
        }
        for (index, row) in selfTest.rows.enumerated() where row.count != featureCount {
            throw JSONFieldError(
                path: "self_test.rows[\(index)]",
                reason: "found \(row.count) numbers, expected one for each of \(featureCount) features"
            )
        }
        for (index, row) in selfTest.margins.enumerated() where row.count != outputCount {
            throw JSONFieldError(
                path: "self_test.margins[\(index)]", reason: "found \(row.count) numbers, expected \(outputCount)")
        }
    }
}
