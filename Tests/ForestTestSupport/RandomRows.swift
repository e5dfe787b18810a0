public import Base
public import Forest

/// Rows for an ensemble: its thresholds and their neighbours, category codes seen and not, and every kind of odd number.
public struct RandomRows: Sendable {
    private let featureCount: Int
    private let thresholds: [Double]

    public init(for ensemble: TreeEnsemble) {
        featureCount = ensemble.featureCount
        var thresholds: [Double] = [0]
        for tree in ensemble.trees {
            for case .split(let split) in tree.nodes {
                if case .threshold(let threshold) = split.test { thresholds.append(threshold) }
            }
        }
        self.thresholds = thresholds
    }

    public func float64(_ random: inout SeededRandom) -> [Double] {
        (0..<featureCount).map { _ in
            switch random.next(below: 10) {
            case 0: .nan
            case 1: random.one(of: Self.odd)
            case 2: random.one(of: thresholds)
            case 3: random.one(of: thresholds).nextUp
            case 4: random.one(of: thresholds).nextDown
            case 5: Double(Float(random.one(of: thresholds)).nextUp)
            case 6: Double(Float(random.one(of: thresholds)).nextDown)
            case 7: Double(random.next(below: 70))
            default: random.nextUnit() * 24 - 12
            }
        }
    }

    public func float32(_ random: inout SeededRandom) -> [Float] { float64(&random).map { Float($0) } }

    /// Numbers at which something changes: signs, zero band, category limits, overflow.
    static let odd: [Double] = [
        0, -0.0, .infinity, -.infinity, -.nan, .leastNonzeroMagnitude, Double(Float.leastNonzeroMagnitude), 1e-36, -1e-36,
        MissingRule.zeroBand, -MissingRule.zeroBand, MissingRule.zeroBand.nextUp, 1e-35, 2e-35, -2e-35, 3.7, -0.5, -0.99999, -1,
        -1.5, 31, 31.999, 32, 63.5, 64, 299, 300, 16_777_215, 16_777_215.5, 16_777_216, 4_294_967_296, 4_294_967_299, 1e300,
        -1e300,
        3.5e38, -2_147_483_648, 2_147_483_648, 1e19,
    ]
}
