import Bundles
import Forest

/// The made-up rows of an imported bundle's self test: at each feature's own thresholds and categories, where the comparison matters,
/// and one with everything missing. Their margins are the reference scorer's; whoever reads the bundle compares the kernels with it.
struct ImportedSelfTest {
    private let ensemble: TreeEnsemble
    private static let shares = [0.1, 0.5, 0.9]
    /// Thresholds looked at for each feature.
    private static let valueCountMax = 1 << 12

    init(_ ensemble: TreeEnsemble) { self.ensemble = ensemble }

    var selfTest: Manifest.SelfTest {
        let values = splitValues
        var rows = Self.shares.map { share in
            values.map { values in values.isEmpty ? 0 : values[Int(share * Double(values.count))] }
        }
        rows.append([Double](repeating: .nan, count: ensemble.featureCount))
        let reference = ReferenceScorer(ensemble)
        let margins = rows.map { reference.margins($0) }
        switch ensemble.arithmetic.inputWidth {
        case .float32: return Manifest.SelfTest(rows: rows.map { $0.map { Float($0) } }, margins: margins)
        case .float64: return Manifest.SelfTest(wideRows: rows, margins: margins)
        }
    }

    /// Of each feature what its splits compare with, ascending.
    private var splitValues: [[Double]] {
        var values = [[Double]](repeating: [], count: ensemble.featureCount)
        for tree in ensemble.trees {
            for case .split(let split) in tree.nodes where values[split.feature].count < Self.valueCountMax {
                switch split.test {
                case .threshold(let threshold): values[split.feature].append(threshold)
                case .categories(let codes): values[split.feature].append(Double(codes.first ?? 0))
                }
            }
        }
        return values.map { $0.sorted() }
    }
}
