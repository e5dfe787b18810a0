import Bundles
import Forest

/// The made-up rows of a bundle's self test: one at each of a few quantiles of the training data, one with everything missing.
///
/// No row of the training data itself is stored, so a manifest holds nobody's data.
enum SelfTestRows {
    static let shares = [0.1, 0.5, 0.9]

    static func make(scorer: Scorer, quantiles: FeatureQuantiles) -> Manifest.SelfTest {
        let featureCount = scorer.forest.featureCount
        var rows = shares.map { share in (0..<featureCount).map { quantiles.value(feature: $0, share: share) } }
        rows.append([Float](repeating: .nan, count: featureCount))
        let outputCount = scorer.forest.outputCount
        let margins = rows.map { row in
            var margins = [Double](repeating: 0, count: outputCount)
            unsafe row.withUnsafeBufferPointer { row in
                unsafe margins.withUnsafeMutableBufferPointer { margins in
                    unsafe scorer.margins(
                        rows: row.baseAddress!, rowCount: 1, rowStride: featureCount, into: margins.baseAddress!)
                }
            }
            return margins
        }
        return Manifest.SelfTest(rows: rows, margins: margins)
    }
}
