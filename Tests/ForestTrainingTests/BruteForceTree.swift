import Forest
import ForestTraining

/// The slow, obvious grower of one regression tree: every threshold between neighbouring values, both ways for missing, every subset of
/// categories, sums taken anew from the rows. What the histograms must come to.
struct BruteForceTree {
    struct Leaf {
        var rows: [Int]
        var depth = 0
        var best: Split?
    }

    struct Split {
        var gain: Double
        var left: [Int]
        var right: [Int]
    }

    var rows: [[Float]]
    var values: [Float]
    var parameters: TrainingParameters
    var categorical: Set<Int> = []

    /// The rows of each leaf, in no particular order, and the gains of the splits in the order in which they were made.
    func grow() -> (leaves: [[Int]], gains: [Double]) {
        var leaves = [Leaf(rows: Array(rows.indices))]
        leaves[0].best = bestSplit(leaves[0].rows)
        var gains: [Double] = []
        while leaves.count < parameters.maxLeaves {
            guard let index = leaves.indices.filter({ leaves[$0].best != nil }).max(by: { gain(leaves[$0]) < gain(leaves[$1]) }),
                let split = leaves[index].best
            else { break }
            gains.append(split.gain)
            for rows in [split.left, split.right] { leaves.append(Leaf(rows: rows, best: bestSplit(rows))) }
            leaves.remove(at: index)
        }
        return (leaves.map(\.rows), gains)
    }

    private func gain(_ leaf: Leaf) -> Double { leaf.best?.gain ?? 0 }

    private var base: Double { Double(Float(values.reduce(0.0) { $0 + Double($1) } / Double(values.count))) }

    private func score(_ rows: [Int]) -> Double {
        let gradient = rows.reduce(0.0) { $0 + base - Double(values[$1]) }
        return gradient * gradient / (Double(rows.count) + parameters.lambda)
    }

    private func bestSplit(_ rows: [Int]) -> Split? {
        var best: Split?
        let whole = score(rows)
        for feature in self.rows[0].indices {
            for isLeft in sides(feature: feature, rows: rows) {
                let left = rows.filter { isLeft(self.rows[$0][feature]) }
                let right = rows.filter { !isLeft(self.rows[$0][feature]) }
                guard min(left.count, right.count) >= parameters.minChildRows else { continue }
                let gain = score(left) + score(right) - whole
                if gain > max(best?.gain ?? 0, parameters.minGain + 1e-9 * whole) {
                    best = Split(gain: gain, left: left, right: right)
                }
            }
        }
        return best
    }

    /// Every way in which a feature can part these rows.
    private func sides(feature: Int, rows: [Int]) -> [(Float) -> Bool] {
        let values = Set(rows.map { self.rows[$0][feature] }.filter { !$0.isNaN }).sorted()
        if categorical.contains(feature) {
            return (1..<(1 << values.count)).flatMap { subset in
                [true, false].map { missingLeft in
                    { value in
                        value.isNaN ? missingLeft : values.firstIndex(of: value).map { subset >> $0 & 1 == 1 } ?? false
                    }
                }
            }
        }
        return values.flatMap { value in
            [true, false].map { missingLeft in { $0.isNaN ? missingLeft : $0 <= value } }
        }
    }
}
