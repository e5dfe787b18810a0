import Base
import Forest

/// An ensemble of the shape that histogram training gives: thresholds from at most 255 per feature, trees grown leaf by leaf.
struct GrownForest {
    var treeCount: Int
    var leafCountMax: Int
    var depthMax: Int
    var featureCount = 28
    var arithmetic = Arithmetic.espalier
    var categoricalShare = 0.0
    /// Share of the leaves' mass that goes to the larger child; 0.5 grows complete trees.
    var imbalance = 0.5

    func ensemble(seed: UInt64) throws -> TreeEnsemble {
        var random = SeededRandom(seed: seed)
        var builder = EnsembleBuilder(
            arithmetic: arithmetic, objective: .logistic, featureCount: featureCount, outputCount: 1, baseScores: [0.5])
        for _ in 0..<treeCount { builder.append(tree(&random)) }
        return try builder.build()
    }

    private func tree(_ random: inout SeededRandom) -> Tree {
        var nodes: [Tree.Node] = [leaf(&random)]
        // Leaves still to split, with the share of the rows that reach them: the largest is next, as by gain.
        var open = [(node: 0, depth: 0, mass: 1.0)]
        var leafCount = 1
        while leafCount < leafCountMax, let largest = open.indices.max(by: { open[$0].mass < open[$1].mass }) {
            let split = open.remove(at: largest)
            guard split.depth < depthMax else { continue }
            let left = nodes.count
            nodes[split.node] = .split(
                Tree.Split(
                    feature: random.next(below: featureCount), test: test(&random), defaultLeft: random.next(below: 2) == 0,
                    left: left, right: left + 1))
            nodes += [leaf(&random), leaf(&random)]
            let share = imbalance == 0.5 ? 0.5 : 0.5 + (imbalance - 0.5) * 2 * (random.nextUnit() - 0.5)
            open.append((node: left, depth: split.depth + 1, mass: split.mass * share))
            open.append((node: left + 1, depth: split.depth + 1, mass: split.mass * (1 - share)))
            leafCount += 1
        }
        return Tree(output: 0, nodes: nodes)
    }

    private func leaf(_ random: inout SeededRandom) -> Tree.Node { .leaf(value: Double(Float(random.nextUnit() - 0.5))) }

    // Numeric thresholds are one of 255 over the range of the inputs, -1 to 1.
    private func test(_ random: inout SeededRandom) -> Tree.Test {
        if random.nextUnit() < categoricalShare {
            let codes = (0..<40 as Range<UInt32>).filter { _ in random.next(below: 2) == 0 }
            return .categories(codes.isEmpty ? [0] : codes)
        }
        return .threshold(Double(Float(Double(random.next(below: 255) - 127) / 128)))
    }
}
