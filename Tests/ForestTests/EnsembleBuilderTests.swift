import Base
import Forest
import ForestTestSupport
import TestSupport
import Testing

struct EnsembleBuilderTests {
    private static func build(
        _ nodes: [Tree.Node], output: Int = 0, _ arithmetic: Arithmetic = .espalier
    ) throws(EnsembleError) -> TreeEnsemble {
        var builder = EnsembleBuilder(
            arithmetic: arithmetic, objective: .squaredError, featureCount: 3, outputCount: 1, baseScores: [0])
        builder.append(Tree(output: 0, nodes: [.leaf(value: 1)]))
        builder.append(Tree(output: output, nodes: nodes))
        return try builder.build()
    }

    private static func split(_ left: Int, _ right: Int, feature: Int = 0, test: Tree.Test = .threshold(0)) -> Tree.Node {
        .split(Tree.Split(feature: feature, test: test, defaultLeft: true, left: left, right: right))
    }

    private static let leaf = Tree.Node.leaf(value: 1)

    struct Fault: Sendable {
        var nodes: [Tree.Node]
        var node: Int?
        var reason: String
    }

    static let faults: [Fault] = [
        Fault(nodes: [], node: nil, reason: "has no nodes (one leaf is the least)"),
        Fault(nodes: [split(0, 1), leaf], node: 0, reason: "is its own left child"),
        Fault(nodes: [split(1, 0), leaf], node: 0, reason: "is its own right child"),
        Fault(nodes: [split(1, 3), leaf], node: 0, reason: "right child 3 does not exist (the tree has nodes 0 to 1)"),
        Fault(nodes: [split(-1, 1), leaf], node: 0, reason: "left child -1 does not exist (the tree has nodes 0 to 1)"),
        Fault(
            nodes: [split(1, .max), leaf], node: 0, reason: "right child \(Int.max) does not exist (the tree has nodes 0 to 1)"),
        Fault(nodes: [split(1, 1), leaf], node: 0, reason: "node 1 is its left child and its right child"),
        Fault(
            nodes: [split(1, 2), split(0, 3), leaf, leaf], node: 1,
            reason: "left child 0 is above it: the nodes form a cycle"),
        Fault(
            nodes: [split(1, 2), split(3, 4), leaf, split(5, 1), leaf, leaf], node: 3,
            reason: "right child 1 is above it: the nodes form a cycle"),
        Fault(
            nodes: [split(1, 2), split(3, 4), split(4, 5), leaf, leaf, leaf], node: 2,
            reason: "left child 4 is a child of node 1 already"),
        Fault(nodes: [split(1, 2), leaf, leaf, leaf], node: 3, reason: "cannot be reached from the root"),
        // Two splits that only have each other.
        Fault(nodes: [leaf, split(2, 3), split(1, 4), leaf, leaf], node: 1, reason: "cannot be reached from the root"),
        Fault(nodes: [split(1, 2, feature: 3), leaf, leaf], node: 0, reason: "feature 3 does not exist (accepted: 0 to 2)"),
        Fault(nodes: [split(1, 2, feature: -1), leaf, leaf], node: 0, reason: "feature -1 does not exist (accepted: 0 to 2)"),
        Fault(nodes: [split(1, 2, test: .threshold(.nan)), leaf, leaf], node: 0, reason: "threshold nan is not a float32"),
        Fault(nodes: [split(1, 2, test: .threshold(0.1)), leaf, leaf], node: 0, reason: "threshold 0.1 is not a float32"),
        Fault(
            nodes: [split(1, 2, test: .categories([1, 3, 2])), leaf, leaf], node: 0,
            reason: "categories must ascend without repeats; 2 follows 3"),
        Fault(
            nodes: [split(1, 2, test: .categories([1, 1])), leaf, leaf], node: 0,
            reason: "categories must ascend without repeats; 1 follows 1"),
        Fault(
            nodes: [split(1, 2, test: .categories([1, 16_777_216])), leaf, leaf], node: 0,
            reason: "category 16777216 (accepted: below 16777216)"),
        Fault(nodes: [.leaf(value: .nan)], node: 0, reason: "leaf value nan is not a finite float32"),
        Fault(nodes: [split(1, 2), leaf, .leaf(value: -.infinity)], node: 2, reason: "leaf value -inf is not a finite float32"),
        Fault(nodes: [.leaf(value: 0.1)], node: 0, reason: "leaf value 0.1 is not a finite float32"),
        Fault(nodes: [.leaf(value: 1e39)], node: 0, reason: "leaf value 1e+39 is not a finite float32"),
    ]

    @Test(arguments: faults) func `a tree with a fault is refused by tree and node`(_ fault: Fault) {
        #expect(throws: EnsembleError(tree: 1, node: fault.node, reason: fault.reason)) {
            try Self.build(fault.nodes)
        }
    }

    @Test func `an error reads as a sentence with its place`() {
        #expect(
            EnsembleError(tree: 3, node: 7, reason: "is its own left child").description
                == "tree 3, node 7: is its own left child")
        #expect(EnsembleError(reason: "no").description == "no")
    }

    @Test func `float64 models keep what float32 cannot hold`() throws {
        let wide = Arithmetic(inputWidth: .float64, thresholdWidth: .float64, sumWidth: .float64, comparison: .lessOrEqual)
        _ = try Self.build([Self.split(1, 2, test: .threshold(1e300)), .leaf(value: 0.1), .leaf(value: -1e300)], wide)
    }

    @Test func `an empty category set sends every code to the right`() throws {
        for (missing, missingGoesLeft) in [(MissingRule.nanIsMissing, true), (.nanIsZero, false), (.zeroIsMissing, true)] {
            let split = Tree.Split(
                feature: 0, test: .categories([]), defaultLeft: true, missing: missing, left: 1, right: 2)
            let ensemble = try Self.build([.split(split), .leaf(value: 1), .leaf(value: 3)])
            let rows: [[Float]] = [[.nan, 0, 0], [0, 0, 0], [-0.5, 0, 0], [7, 0, 0], [-.infinity, 0, 0], [.infinity, 0, 0]]
            let expected = [missingGoesLeft ? 2.0 : 4, missing == .zeroIsMissing ? 2 : 4, 4, 4, 4, 4]
            #expect(rows.flatMap { ReferenceScorer(ensemble).margins($0.map { Double($0) }) } == expected)
            #expect(Scorer(FlatForest(ensemble)).margins(of: rows) == expected)
        }
    }

    @Test func `infinite thresholds are accepted`() throws {
        _ = try Self.build([Self.split(1, 2, test: .threshold(.infinity)), Self.leaf, Self.leaf])
        _ = try Self.build([Self.split(1, 2, test: .threshold(-.infinity)), Self.leaf, Self.leaf])
    }

    @Test func `what is not about a tree is checked too`() throws {
        func failure(
            objective: Objective = .squaredError, features: Int = 1, outputs: Int = 1, scores: [Double] = [0],
            aggregation: Aggregation = .sum, linkScale: Double = 1, linear: [Double]? = nil, treeCount: Int = 1, output: Int = 0
        ) -> String? {
            var builder = EnsembleBuilder(
                arithmetic: .espalier, aggregation: aggregation, objective: objective, featureCount: features,
                outputCount: outputs, baseScores: scores, linkScale: linkScale,
                linear: linear.map { LinearWeights(weights: $0) })
            for _ in 0..<treeCount { builder.append(Tree(output: output, nodes: [.leaf(value: 0)])) }
            do throws(EnsembleError) {
                _ = try builder.build()
                return nil
            } catch {
                return error.description
            }
        }
        #expect(failure() == nil)
        #expect(failure(features: 0) == "feature count 0 (accepted: 1 to 1048576)")
        #expect(failure(features: 1 << 20 + 1) == "feature count 1048577 (accepted: 1 to 1048576)")
        #expect(failure(outputs: 2, scores: [0, 0]) == "output count 2 (accepted for squared_error: 1 to 1)")
        #expect(failure(objective: .logistic, outputs: 0, scores: []) == "output count 0 (accepted for logistic: 1 to 1)")
        #expect(failure(objective: .softmax) == "output count 1 (accepted for softmax: 2 to 4096)")
        #expect(failure(objective: .softmax, outputs: 3, scores: [0, 0, 0]) == nil)
        #expect(failure(scores: []) == "0 base scores for 1 outputs")
        #expect(failure(scores: [.nan]) == "base score nan of output 0 is not a finite float32")
        #expect(failure(scores: [0.1]) == "base score 0.1 of output 0 is not a finite float32")
        #expect(failure(aggregation: Aggregation(scale: 0)) == "scale 0.0 is not a finite float32 other than zero")
        #expect(failure(aggregation: Aggregation(divisor: .infinity)) == "divisor inf is not a finite float32 other than zero")
        #expect(failure(objective: .identity, outputs: 4097) == "output count 4097 (accepted for identity: 1 to 4096)")
        #expect(failure(objective: .hinge, outputs: 2) == "output count 2 (accepted for hinge: 1 to 1)")
        #expect(failure(objective: .logisticEach, outputs: 3, scores: [0, 0, 0], linkScale: 0.7) == nil)
        #expect(failure(objective: .exponential, linkScale: 0.7) == "link scale 0.7 (accepted for exponential: 1)")
        for scale in [0, -1, .infinity, .nan] {
            #expect(
                failure(objective: .logistic, linkScale: scale) == "link scale \(scale) is not a finite number above zero")
        }
        #expect(failure(features: 2, linear: [1, 0.5], treeCount: 0) == nil)
        #expect(failure(features: 2, linear: [1, 0.5]) == "1 trees beside linear weights (none are accepted)")
        #expect(failure(features: 2, linear: [1], treeCount: 0) == "1 linear weights for 2 features and 1 outputs")
        #expect(
            failure(features: 2, linear: [1, 0.1], treeCount: 0)
                == "linear weight 0.1 of feature 1 and output 0 is not a finite float32")
        #expect(
            failure(
                objective: .identity, features: 1 << 20, outputs: 512, scores: [Double](repeating: 0, count: 512), linear: [],
                treeCount: 0) == "536870912 linear weights (at most 268435456 are accepted)")
        #expect(failure(output: 1) == "tree 0: output 1 does not exist (accepted: 0 to 0)")
        #expect(failure(output: -1) == "tree 0: output -1 does not exist (accepted: 0 to 0)")
    }

    // A chain: every right child is a leaf.
    private static func chain(_ depth: Int) -> [Tree.Node] {
        var nodes: [Tree.Node] = (0..<depth).map { split($0 + 1, depth + 1 + $0) }
        nodes.append(leaf)
        nodes += (0..<depth).map { _ in leaf }
        return nodes
    }

    @Test func `depth is limited, and no depth of input overflows the stack`() throws {
        #expect(try FlatForest(Self.build(Self.chain(EnsembleLimits.depthMax))).depthMax == 4096)
        #expect(throws: EnsembleError(tree: 1, node: 4096, reason: "lies deeper than 4096 splits")) {
            try Self.build(Self.chain(EnsembleLimits.depthMax + 1))
        }
        #expect(throws: EnsembleError.self) { try Self.build(Self.chain(1_000_000)) }
    }

    @Test func `no trees at all is a model`() throws {
        let builder = EnsembleBuilder(
            arithmetic: .espalier, objective: .logistic, featureCount: 1, outputCount: 1, baseScores: [0.5])
        let ensemble = try builder.build()
        #expect(ReferenceScorer(ensemble).margins([3]) == [0.5])
        #expect(Scorer(FlatForest(ensemble)).margins(of: [[3], [4]]) == [0.5, 0.5])
    }

    @Test func `nodes are put into breadth-first order and leaves keep theirs`() throws {
        let given: [Tree.Node] = [
            Self.split(5, 1, feature: 0), .leaf(value: 10), Self.split(3, 4, feature: 2), .leaf(value: 11), .leaf(value: 12),
            Self.split(6, 2, feature: 1), .leaf(value: 13),
        ]
        let built = try Self.build(given).trees[1]
        #expect(
            built.nodes == [
                Self.split(1, 3, feature: 0), Self.split(6, 2, feature: 1), Self.split(4, 5, feature: 2), .leaf(value: 10),
                .leaf(value: 11), .leaf(value: 12), .leaf(value: 13),
            ])
    }

    @Test func `building what was built changes nothing`() throws {
        var random = TestSeed.random(20_010)
        for _ in 0..<50 {
            let made = RandomForest.any(&random)
            let ensemble = try made.ensemble(&random)
            var builder = EnsembleBuilder(
                arithmetic: ensemble.arithmetic, aggregation: ensemble.aggregation, objective: ensemble.objective,
                featureCount: ensemble.featureCount, outputCount: ensemble.outputCount, baseScores: ensemble.baseScores,
                linkScale: ensemble.linkScale, linear: ensemble.linear)
            for tree in ensemble.trees { builder.append(tree) }
            #expect(try builder.build() == ensemble)
        }
    }
}
