internal import Base
internal import Bundles
internal import Forest
internal import Tabular

/// What changed from one bundle to another: their contracts, forests, metrics, and where they came from. Names, versions, self tests and reports,
/// which differ between any two versions, are passed over.
struct BundleDifference {
    let old: Bundle
    let new: Bundle
    private(set) var changes: [BundleChange] = []

    init(_ old: Bundle, _ new: Bundle) {
        self.old = old
        self.new = new
        compareModels()
        compareForests()
        changes += FeatureDifference(old.manifest, new.manifest).changes
        compareMetrics()
        compareProvenance()
        compareFiles()
    }

    private mutating func compare(
        _ part: BundleChange.Part, _ subject: String, _ old: String?, _ new: String?, _ remark: String? = nil
    ) {
        if old != new { changes.append(BundleChange(part: part, subject: subject, old: old, new: new, remark: remark)) }
    }

    private mutating func compareModels() {
        let (first, second) = (old.manifest, new.manifest)
        compare(.model, "task", first.target.task.rawValue, second.target.task.rawValue)
        compare(.model, "target", first.target.name, second.target.name)
        if first.target.classes != second.target.classes {
            let isSame = Set(first.target.classes) == Set(second.target.classes)
            compare(
                .model, "classes", Printable.list(first.target.classes), Printable.list(second.target.classes),
                isSame ? "in another order" : nil)
            if changes.last?.subject != "classes" {
                changes.append(BundleChange(part: .model, subject: "classes", remark: "differ beyond those that are shown"))
            }
        }
        compare(.model, "objective", first.objective.name, second.objective.name)
        compare(
            .model, "decision threshold", first.decisionThreshold.map { Printable.number($0) },
            second.decisionThreshold.map { Printable.number($0) })
        compare(.model, "policy", first.contract.policy.rawValue, second.contract.policy.rawValue)
        compare(
            .model, "missing markers", Printable.list(first.contract.missingMarkers, shownCountMax: 256),
            Printable.list(second.contract.missingMarkers, shownCountMax: 256))
    }

    private mutating func compareForests() {
        let (first, second) = (old.forest, new.forest)
        func hash(_ bundle: Bundle) -> String? { bundle.manifest.files.first { $0.name == BundleFile.forest }?.sha256 }
        if hash(old) == hash(new) { return }
        let before = changes.count
        for (subject, old, new) in [
            ("trees", first.treeCount, second.treeCount), ("nodes", first.nodeCount, second.nodeCount),
            ("leaves", first.leafCount, second.leafCount), ("depth", first.depthMax, second.depthMax),
            ("outputs", first.outputCount, second.outputCount),
        ] { compare(.forest, subject, Printable.count(old), Printable.count(new)) }
        compare(.forest, "kind", first.isLinear ? "linear" : "trees", second.isLinear ? "linear" : "trees")
        compare(
            .forest, "base scores", first.baseScores.map { $0.description }.joined(separator: " "),
            second.baseScores.map { $0.description }.joined(separator: " "))
        compare(.forest, "link scale", first.linkScale.description, second.linkScale.description)
        compare(
            .forest, "widths of inputs, thresholds, sums", Self.widths(first.arithmetic), Self.widths(second.arithmetic))
        if changes.count == before {
            changes.append(BundleChange(part: .forest, subject: "splits and leaves", remark: "differ, their counts do not"))
        }
    }

    private static func widths(_ arithmetic: Arithmetic) -> String {
        [arithmetic.inputWidth, arithmetic.thresholdWidth, arithmetic.sumWidth].map { "\($0)" }.joined(separator: " ")
    }

    private mutating func compareMetrics() {
        for split in Manifest.SplitMetrics.splits {
            let first = old.manifest.metrics.first { $0.split == split }
            let second = new.manifest.metrics.first { $0.split == split }
            compare(.metrics, "\(split) rows", first.map { "\($0.rowCount)" }, second.map { "\($0.rowCount)" })
            for name in Manifest.SplitMetrics.names {
                let values = [first, second].map { metrics in metrics?.values.first { $0.name == name }?.value }
                var remark: String?
                if let old = values[0], let new = values[1], old.isFinite, new.isFinite {
                    remark = (new >= old ? "+" : "") + Printable.metric(new - old)
                }
                compare(
                    .metrics, "\(split) \(name)", values[0].map { $0.description }, values[1].map { $0.description }, remark)
            }
        }
    }

    private mutating func compareProvenance() {
        let (first, second) = (old.manifest.provenance, new.manifest.provenance)
        compare(.provenance, "tool", first.tool, second.tool)
        compare(.provenance, "data", first.dataName, second.dataName)
        compare(.provenance, "data sha256", first.dataSHA256, second.dataSHA256)
        compare(.provenance, "rows", "\(first.rowCount)", "\(second.rowCount)")
        compare(.provenance, "seed", "\(first.seed)", "\(second.seed)")
        compare(.provenance, "created", first.created, second.created)
        func library(_ source: Manifest.Source?) -> String? {
            source.map { [$0.library, $0.libraryVersion].compactMap(\.self).joined(separator: " ") }
        }
        compare(.provenance, "library", library(first.source), library(second.source))
        compare(.provenance, "format", first.source?.format, second.source?.format)
        let names = first.arguments.map(\.name)
        for name in names + second.arguments.map(\.name).filter({ !names.contains($0) }) {
            compare(
                .provenance, name, first.arguments.first { $0.name == name }?.value,
                second.arguments.first { $0.name == name }?.value)
        }
    }

    private mutating func compareFiles() {
        for name in [BundleFile.baseline, BundleFile.certificate, BundleFile.report] {
            compare(.files, name, old.has(name) ? "there" : nil, new.has(name) ? "there" : nil)
        }
        compare(.files, BundleFile.signature, old.isSigned ? "there" : nil, new.isSigned ? "there" : nil)
        func hash(_ bundle: Bundle) -> String? { bundle.manifest.files.first { $0.name == BundleFile.baseline }?.sha256 }
        if let first = hash(old), let second = hash(new), first != second {
            changes.append(BundleChange(part: .files, subject: BundleFile.baseline, remark: "differs"))
        }
    }
}
