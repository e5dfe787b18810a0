import Forest
import Testing

/// The oracle is itself held to numbers that were worked out by hand.
struct ReferenceScorerTests {
    struct Case: Sendable {
        var input: Double
        var goesLeft: Bool
        var test: Tree.Test = .threshold(0.5)
        var defaultLeft = false
        var missing = MissingRule.nanIsMissing
        var comparison = Arithmetic.Comparison.less
        var inputWidth = Arithmetic.Width.float32
        var thresholdWidth = Arithmetic.Width.float32
        var negativeFraction = Arithmetic.NegativeFraction.isCategoryZero
    }

    static let cases: [Case] = [
        Case(input: 0.25, goesLeft: true),
        Case(input: 0.5, goesLeft: false),
        Case(input: 0.5, goesLeft: true, comparison: .lessOrEqual),
        Case(input: 0.75, goesLeft: false, comparison: .lessOrEqual),
        // Rounded to float32 before it is compared: the nearest float32 below 0.5 is further away.
        Case(input: 0.499_999_999_999, goesLeft: false),
        Case(input: 0.499_999_999_999, goesLeft: true, inputWidth: .float64),
        // 0.1 as float32 is 0.100000001490116..., above 0.1 as float64.
        Case(input: 0.1, goesLeft: false, test: .threshold(0.1), comparison: .lessOrEqual, thresholdWidth: .float64),
        Case(
            input: 0.1, goesLeft: true, test: .threshold(0.1), comparison: .lessOrEqual, inputWidth: .float64,
            thresholdWidth: .float64),
        // A wide input and a narrow threshold are compared as they are.
        Case(input: 0.1, goesLeft: true, test: .threshold(Double(0.1 as Float)), inputWidth: .float64),
        Case(input: -0.0, goesLeft: false, test: .threshold(0)),
        Case(input: -0.0, goesLeft: true, test: .threshold(0), comparison: .lessOrEqual),
        Case(input: .infinity, goesLeft: false, test: .threshold(.infinity)),
        Case(input: .infinity, goesLeft: true, test: .threshold(.infinity), comparison: .lessOrEqual),
        Case(
            input: 1e39, goesLeft: true, test: .threshold(1e300), comparison: .lessOrEqual, inputWidth: .float64,
            thresholdWidth: .float64),
        // Rounding to float32 makes infinity of it.
        Case(input: 1e39, goesLeft: false, test: .threshold(1e300), comparison: .lessOrEqual, thresholdWidth: .float64),
        Case(input: -.infinity, goesLeft: false, test: .threshold(-.infinity)),
        Case(input: .nan, goesLeft: false),
        Case(input: .nan, goesLeft: true, defaultLeft: true),
        Case(input: .nan, goesLeft: true, missing: .nanIsZero),
        Case(input: .nan, goesLeft: false, test: .threshold(-0.5), defaultLeft: true, missing: .nanIsZero),
        Case(input: .nan, goesLeft: false, missing: .zeroIsMissing),
        Case(input: 0, goesLeft: false, missing: .zeroIsMissing),
        Case(input: -0.0, goesLeft: true, test: .threshold(-1), defaultLeft: true, missing: .zeroIsMissing),
        Case(input: 1e-35, goesLeft: false, missing: .zeroIsMissing),
        Case(input: 1.0000000180025095e-35, goesLeft: false, missing: .zeroIsMissing, inputWidth: .float64),
        Case(input: 1.0000000180025096e-35, goesLeft: true, missing: .zeroIsMissing, inputWidth: .float64),
        Case(input: 2, goesLeft: true, test: .categories([0, 2])),
        Case(input: 1, goesLeft: false, test: .categories([0, 2])),
        Case(input: 2.99, goesLeft: true, test: .categories([0, 2])),
        Case(input: 3, goesLeft: false, test: .categories([0, 2])),
        Case(input: -0.5, goesLeft: true, test: .categories([0, 2])),
        Case(input: -0.5, goesLeft: false, test: .categories([0, 2]), negativeFraction: .isNoCategory),
        Case(input: -0.0, goesLeft: true, test: .categories([0, 2]), negativeFraction: .isNoCategory),
        Case(input: -1, goesLeft: false, test: .categories([0, 1])),
        Case(input: 1e10, goesLeft: false, test: .categories([0])),
        Case(input: .infinity, goesLeft: false, test: .categories([0])),
        Case(input: 4_294_967_296, goesLeft: false, test: .categories([0])),
        Case(input: 16_777_215, goesLeft: true, test: .categories([16_777_215])),
        Case(input: .nan, goesLeft: false, test: .categories([0])),
        Case(input: .nan, goesLeft: true, test: .categories([0]), defaultLeft: true),
        Case(input: .nan, goesLeft: true, test: .categories([0]), missing: .nanIsZero),
        Case(input: .nan, goesLeft: false, test: .categories([1]), defaultLeft: true, missing: .nanIsZero),
        Case(input: 0, goesLeft: false, test: .categories([0]), missing: .zeroIsMissing),
        Case(input: 1, goesLeft: true, test: .categories([1]), missing: .zeroIsMissing),
    ]

    @Test(arguments: cases) func `a split sends a value to the side that its framework does`(_ one: Case) throws {
        var builder = EnsembleBuilder(
            arithmetic: Arithmetic(
                inputWidth: one.inputWidth, thresholdWidth: one.thresholdWidth, sumWidth: .float32, comparison: one.comparison,
                negativeFraction: one.negativeFraction),
            objective: .squaredError, featureCount: 1, outputCount: 1, baseScores: [0])
        let split = Tree.Split(
            feature: 0, test: one.test, defaultLeft: one.defaultLeft, missing: one.missing, left: 1, right: 2)
        builder.append(Tree(output: 0, nodes: [.split(split), .leaf(value: 1), .leaf(value: -1)]))
        let ensemble = try builder.build()
        #expect(ReferenceScorer(ensemble).margins([one.input]) == [one.goesLeft ? 1 : -1])
        #expect(ReferenceScorer(ensemble).leafIDs([one.input]) == [one.goesLeft ? 0 : 1])
    }

    private static func sums(
        _ leaves: [Double], baseScore: Double, width: Arithmetic.Width, aggregation: Aggregation = .sum
    ) throws -> Double {
        var builder = EnsembleBuilder(
            arithmetic: Arithmetic(inputWidth: .float32, thresholdWidth: .float32, sumWidth: width, comparison: .less),
            aggregation: aggregation, objective: .squaredError, featureCount: 1, outputCount: 1, baseScores: [baseScore])
        for leaf in leaves { builder.append(Tree(output: 0, nodes: [.leaf(value: leaf)])) }
        return ReferenceScorer(try builder.build()).margins([0])[0]
    }

    @Test func `leaves are added in tree order from the base score, in the sum's width`() throws {
        // 2^24 + 1 is not a float32: each addition falls back, unless the ones come first.
        #expect(try Self.sums([1, 1], baseScore: 16_777_216, width: .float32) == 16_777_216)
        #expect(try Self.sums([1, 1], baseScore: 16_777_216, width: .float64) == 16_777_218)
        #expect(try Self.sums([1, 1, 16_777_216], baseScore: 0, width: .float32) == 16_777_218)
        #expect(
            try Self.sums([1, 1], baseScore: 16_777_216, width: .float32, aggregation: Aggregation(baseScorePlace: .last))
                == 16_777_218)
    }

    @Test func `the sum is scaled, divided, and then given its base score`() throws {
        let aggregation = Aggregation(baseScorePlace: .last, scale: 3, divisor: 10)
        #expect(try Self.sums([1, 2, 4], baseScore: 0.5, width: .float64, aggregation: aggregation) == 7.0 * 3 / 10 + 0.5)
        let first = Aggregation(scale: 3, divisor: 10)
        #expect(try Self.sums([1, 2, 4], baseScore: 0.5, width: .float64, aggregation: first) == 7.5 * 3 / 10)
        #expect(
            try Self.sums([1, 2, 4], baseScore: 0.5, width: .float32, aggregation: first) == Double((7.5 as Float) * 3 / 10))
    }

    @Test func `terms of a linear model are rounded one by one, and a missing input adds none`() throws {
        func margins(_ row: [Double], _ width: Arithmetic.Width, _ aggregation: Aggregation = .sum) throws -> [Double] {
            let builder = EnsembleBuilder(
                arithmetic: Arithmetic(inputWidth: .float64, thresholdWidth: .float32, sumWidth: width, comparison: .less),
                aggregation: aggregation, objective: .identity, featureCount: 2, outputCount: 2, baseScores: [16_777_216, 0.5],
                linear: LinearWeights(weights: [1, 2, 1, -4]))
            let ensemble = try builder.build()
            let margins = ReferenceScorer(ensemble).margins(row)
            let rows = ScoredRows([row], by: Scorer(FlatForest(ensemble)))
            #expect(rows.margins == margins.map(\.bitPattern))
            return margins
        }
        #expect(try margins([1, 1], .float64) == [16_777_218, -1.5])
        // 2^24 + 1 is not a float32.
        #expect(try margins([1, 1], .float32) == [16_777_216, -1.5])
        #expect(try margins([.nan, 3], .float64) == [16_777_219, -11.5])
        #expect(try margins([.nan, .nan], .float32) == [16_777_216, 0.5])
        #expect(try margins([1, 1], .float32, Aggregation(baseScorePlace: .last, scale: 3)) == [16_777_222, -5.5])
        // 2^24 + 3 is rounded to the sum's width before it is multiplied.
        #expect(try margins([.nan, 16_777_219], .float32) == [33_554_436, -67_108_880])
    }

    private static func predictions(
        _ margins: [Double], _ objective: Objective, width: Arithmetic.Width, linkScale: Double = 1
    ) throws -> [Double] {
        var builder = EnsembleBuilder(
            arithmetic: Arithmetic(inputWidth: .float32, thresholdWidth: .float32, sumWidth: width, comparison: .less),
            objective: objective, featureCount: 1, outputCount: margins.count, baseScores: margins, linkScale: linkScale)
        builder.append(Tree(output: 0, nodes: [.leaf(value: 0)]))
        return ReferenceScorer(try builder.build()).predictions([0])
    }

    @Test func `predictions are probabilities, whatever the margins`() throws {
        #expect(try Self.predictions([3], .squaredError, width: .float32) == [3])
        #expect(try Self.predictions([0], .logistic, width: .float32) == [0.5])
        #expect(try Self.predictions([1000], .logistic, width: .float64) == [1])
        #expect(try Self.predictions([-1000], .logistic, width: .float64) == [0])
        #expect(try Self.predictions([1000, 1000], .softmax, width: .float32) == [0.5, 0.5])
        #expect(try Self.predictions([-1000, 1000], .softmax, width: .float64) == [0, 1])
        let three = try Self.predictions([1, 2, 3], .softmax, width: .float64)
        #expect(abs(three[0] - 0.090_030_573_170_380_46) < 1e-15 && abs(three.reduce(0, +) - 1) < 1e-15)
        #expect(try Self.predictions([3, -0.5], .identity, width: .float32) == [3, -0.5])
        #expect(try Self.predictions([0, 1, -1000], .exponential, width: .float64) == [1, 2.718281828459045, 0])
        #expect(try Self.predictions([0, 1000, -1000], .logisticEach, width: .float32) == [0.5, 1, 0])
        #expect(try Self.predictions([0.5], .hinge, width: .float32) == [1])
        #expect(try Self.predictions([0], .hinge, width: .float32) == [0])
        #expect(try Self.predictions([-3], .signedSquare, width: .float64) == [-9])
        #expect(try Self.predictions([1.5], .signedSquare, width: .float64) == [2.25])
        #expect(try Self.predictions([0], .softplus, width: .float32) == [Double(0.693_147_2 as Float)])
        #expect(try Self.predictions([4], .logistic, width: .float32, linkScale: 0.5) == [Double(0.880_797_1 as Float)])
        // 1 / (1 + e^-2) is 0.880797077977882444..., of which float32 keeps this.
        #expect(try Self.predictions([2], .logistic, width: .float32) == [Double(0.880_797_1 as Float)])
    }
}
