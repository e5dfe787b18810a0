internal import Base
internal import Bundles
internal import Forest
internal import SystemPackage
internal import Tabular

/// A bundle as a person reads it.
struct BundleSummary {
    private let bundle: Bundle
    private let manifest: Manifest
    private let certificate: Certificate?
    /// Categories that are named before the rest is only counted.
    private static let categoriesShown = 5
    private static let nameWidthMax = 40

    init(_ bundle: Bundle) throws(BundleError) {
        self.bundle = bundle
        certificate = try bundle.certificate()
        manifest = bundle.manifest
    }

    /// Ends with a line feed.
    var text: String {
        var lines = ["\(manifest.name), version \(manifest.version)"]
        lines += indented(identity)
        if !manifest.metrics.isEmpty { lines += ["", "metrics"] + indented(metrics, hasHeader: true) }
        lines += ["", "features"] + indented(features, hasHeader: true)
        if !manifest.provenance.arguments.isEmpty { lines += ["", "arguments"] + indented(arguments) }
        if let certificate { lines += ["", "certificate"] + CertificateSummary(certificate).lines }
        lines += ["", "files"] + indented(files)
        return lines.joined(separator: "\n") + "\n"
    }

    private func indented(_ rows: [[String]], hasHeader: Bool = false) -> [String] {
        TextTable.lines(rows, hasHeader: hasHeader).map { "  " + $0 }
    }

    private var identity: [[String]] {
        let provenance = manifest.provenance
        var rows = [
            ["path", Printable.text(bundle.path.string)],
            ["predicts", target],
            ["forest", forest],
            ["objective", manifest.objective.name],
        ]
        if let threshold = manifest.decisionThreshold {
            rows.append(["threshold", "\(Printable.number(threshold)) and above is \(quoted(manifest.target.classes[1]))"])
        }
        rows.append(["policy", manifest.contract.policy.rawValue])
        rows.append(["missing", manifest.contract.missingMarkers.map(quoted).joined(separator: ", ")])
        rows.append(["made by", Printable.text(provenance.tool) + (provenance.created.map { ", \($0)" } ?? "")])
        if let source = provenance.source {
            let library = [source.library, source.libraryVersion].compactMap(\.self).joined(separator: " ")
            rows.append(["imported from", Printable.text("\(source.file), \(source.format) of \(library)")])
        } else {
            rows.append([
                "made from",
                "\(Printable.text(provenance.dataName)), \(Printable.count(provenance.rowCount, "row")), seed \(provenance.seed)",
            ])
        }
        rows.append(["", "sha256 \(provenance.dataSHA256)"])
        return rows
    }

    private var target: String {
        let target = manifest.target
        let name = Printable.text(target.name, width: Self.nameWidthMax)
        if bundle.forest.outputCount > 1, target.task == .regression {
            return "\(name), \(Printable.count(bundle.forest.outputCount, "value")) (regression)"
        }
        if target.task == .regression { return "\(name) (regression)" }
        return "\(name), one of \(listed(target.classes, noun: "class", plural: "classes")) (\(target.task.rawValue))"
    }

    private var forest: String {
        let forest = bundle.forest
        if forest.isLinear {
            let weightCount = forest.featureCount * forest.outputCount
            return "linear, \(Printable.count(weightCount, "weight")), \(Printable.count(forest.outputCount, "output"))"
        }
        return [
            Printable.count(forest.treeCount, "tree"), Printable.count(forest.nodeCount, "node"),
            Printable.count(forest.leafCount, "leaf", plural: "leaves"), "depth \(forest.depthMax)",
            Printable.count(forest.outputCount, "output"),
        ].joined(separator: ", ")
    }

    private var metrics: [[String]] {
        let splits = manifest.metrics
        var rows = [[""] + splits.map(\.split), ["rows"] + splits.map { Printable.count($0.rowCount) }]
        for name in Manifest.SplitMetrics.names {
            let values = splits.map { split in split.values.first { $0.name == name }?.value }
            if values.allSatisfy({ $0 == nil }) { continue }
            rows.append([name] + values.map { $0.map { Printable.metric($0) } ?? "" })
        }
        return rows
    }

    private var features: [[String]] {
        let order = manifest.contract.features.indices.map { String($0) }
        return [["", "name", "type", "importance", "values"]]
            + zip(order, zip(manifest.contract.features, manifest.importances)).map { index, entry in
                let (feature, importance) = entry
                return [
                    index, Printable.text(feature.name, width: Self.nameWidthMax), feature.kind.rawValue,
                    Printable.metric(importance), values(of: feature),
                ]
            }
    }

    private func values(of feature: Feature) -> String {
        for transform in feature.transforms {
            switch transform {
            case .identity: continue
            case .categoryMap(let categories): return listed(categories, noun: "category", plural: "categories")
            case .ordinalMap(let categories):
                return "in order: " + listed(categories, noun: "category", plural: "categories")
            }
        }
        guard let range = feature.range else { return "any number" }
        return "\(Printable.number(range.lowerBound)) to \(Printable.number(range.upperBound))"
    }

    private var arguments: [[String]] {
        manifest.provenance.arguments.map { [Printable.text($0.name), Printable.text($0.value)] }
    }

    private var files: [[String]] {
        manifest.files.map { [$0.name, Printable.count($0.byteCount, "byte"), "sha256 \($0.sha256)"] }
    }

    /// The first few of `texts`, and how many there are.
    private func listed(_ texts: [String], noun: String, plural: String) -> String {
        let shown = texts.prefix(Self.categoriesShown).map(quoted).joined(separator: ", ")
        if texts.count <= Self.categoriesShown { return shown }
        return "\(shown), ... (\(Printable.count(texts.count, noun, plural: plural)))"
    }

    private func quoted(_ text: String) -> String {
        let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }
        return "\"\(Printable.text(String(escaped), width: Self.nameWidthMax))\""
    }
}
