import Bundles
import Forest
import Tabular

/// Features whose rounding to float32 can send a row to another branch: those with thresholds that lie between two float32.
enum Float32Features {
    static func of(_ bundle: Bundle) -> [Certificate.Float32Feature] {
        let forest = bundle.forest
        guard forest.arithmetic.inputWidth == .float64 else { return [] }
        var thresholds = [Set<UInt64>](repeating: [], count: forest.featureCount)
        for tree in 0..<forest.treeCount {
            for case .split(let split) in forest.tree(at: tree).nodes {
                guard case .threshold(let threshold) = split.test, Double(Float(threshold)) != threshold else { continue }
                thresholds[split.feature].insert(threshold.bitPattern)
            }
        }
        return zip(bundle.manifest.contract.features, thresholds).filter { !$1.isEmpty }.map {
            Certificate.Float32Feature(name: $0.name, thresholdCount: $1.count)
        }
    }
}
