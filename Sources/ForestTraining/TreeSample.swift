internal import Base

/// The rows and features that one tree sees, chosen by the seed and the tree's number alone.
struct TreeSample {
    /// Rows written to the tree's row buffer.
    let rowCount: Int
    /// Training rows that the tree does not see.
    let otherRows: Buffer<UInt32>
    /// Ascending.
    let features: [Int]

    private static let everyRow = Buffer<UInt32>([])

    init(
        parameters: TrainingParameters, treeIndex: Int, trainingRows: Buffer<UInt32>, featureCount: Int,
        into rows: Buffer<UInt32>
    ) {
        var random = SeededRandom(seed: SplitMix64.mix(parameters.seed) &+ UInt64(treeIndex))
        features = Self.chooseFeatures(share: parameters.columnSample, featureCount: featureCount, random: &random)
        if parameters.subsample == 1 {
            rows.copy(trainingRows)
            rowCount = trainingRows.count
            otherRows = Self.everyRow
            return
        }
        // As many rows as the share says, each set of them equally likely: Knuth's selection sampling.
        let wanted = max(1, Int((Double(trainingRows.count) * parameters.subsample).rounded()))
        var others: [UInt32] = []
        others.reserveCapacity(trainingRows.count - wanted)
        var chosen = 0
        for index in 0..<trainingRows.count {
            let row = trainingRows[index]
            if random.next(below: trainingRows.count - index) < wanted - chosen {
                rows[chosen] = row
                chosen += 1
            } else {
                others.append(row)
            }
        }
        rowCount = chosen
        otherRows = Buffer(others)
    }

    private static func chooseFeatures(share: Double, featureCount: Int, random: inout SeededRandom) -> [Int] {
        if share == 1 { return Array(0..<featureCount) }
        let wanted = min(max(1, Int((Double(featureCount) * share).rounded())), featureCount)
        var chosen: [Int] = []
        for feature in 0..<featureCount where random.next(below: featureCount - feature) < wanted - chosen.count {
            chosen.append(feature)
        }
        return chosen
    }
}
