import Forest
import ForestTraining
import Testing

/// Tiny tables whose best tree is known.
struct BestSplitTests {
    /// The splits and leaves of the only tree, in words: `f0<1.5`, `f0{1,3}`, with `?L` or `?R` for missing; then the margins.
    private func shape(_ forest: TrainedForest) -> [String] {
        forest.ensemble.trees[0].nodes.map { node in
            switch node {
            case .leaf(let value): "\(value + forest.ensemble.baseScores[0])"
            case .split(let split):
                switch split.test {
                case .threshold(let threshold): "f\(split.feature)<\(threshold)?\(split.defaultLeft ? "L" : "R")"
                case .categories(let codes): "f\(split.feature)\(codes)?\(split.defaultLeft ? "L" : "R")"
                }
            }
        }
    }

    @Test func `one split separates two levels, missing by default to the side with more rows`() throws {
        let table = TestTable(rows: [[1, 5], [2, 5], [3, 5], [4, 5]])
        let more = try table.train(values: [0, 0, 0, 8]) { exact(&$0) }
        #expect(shape(more) == ["f0<3.5?L", "0.0", "8.0"])
        let less = try table.train(values: [8, 0, 0, 0]) { exact(&$0) }
        #expect(shape(less) == ["f0<1.5?R", "8.0", "0.0"])
        #expect(more.gains == [48, 0])
        #expect(more.leafVisits == [[3, 1]])
        #expect(more.trainingMargins == [0, 0, 0, 8])
    }

    @Test func `missing rows learn the side that they are like`() throws {
        let rows: [[Float]] = [[1], [2], [3], [4], [.nan], [.nan]]
        let low = try TestTable(rows: rows).train(values: [0, 0, 9, 9, 0, 0]) { exact(&$0) }
        #expect(shape(low) == ["f0<2.5?L", "0.0", "9.0"])
        let high = try TestTable(rows: rows).train(values: [0, 0, 9, 9, 9, 9]) { exact(&$0) }
        #expect(shape(high) == ["f0<2.5?R", "0.0", "9.0"])
    }

    @Test func `being missing can be the whole split`() throws {
        let forest = try TestTable(rows: [[1], [.nan], [2], [.nan], [3]]).train(values: [2, 7, 2, 7, 2]) { exact(&$0) }
        #expect(shape(forest) == ["f0<\(Double(Float.greatestFiniteMagnitude))?R", "2.0", "7.0"])
    }

    @Test func `values at the top of the floats do not break the split of missing from all others`() throws {
        let rows: [[Float]] = [[.infinity], [.nan], [.infinity], [.nan], [.greatestFiniteMagnitude], [1]]
        let table = TestTable(rows: rows)
        let forest = try table.train(values: [2, 7, 2, 7, 2, 2]) {
            exact(&$0)
            $0.treeCount = 3
        }
        let scorer = ReferenceScorer(forest.ensemble)
        for (row, margin) in zip(rows, forest.trainingMargins) {
            #expect(Float(scorer.margins(row.map { Double($0) })[0]) == margin)
        }
    }

    @Test func `categories are split as sets, whatever their codes`() throws {
        let rows: [[Float]] = [[0], [1], [2], [3], [0], [1], [2], [3]]
        let forest = try TestTable(rows: rows, categorical: [0: 4]).train(values: [5, 1, 5, 1, 5, 1, 5, 1]) { exact(&$0) }
        #expect(shape(forest) == ["f0[0, 2]?L", "5.0", "1.0"])
    }

    @Test func `a missing category goes where rows without it are like it`() throws {
        let rows: [[Float]] = [[0], [1], [.nan], [0], [1], [.nan]]
        let forest = try TestTable(rows: rows, categorical: [0: 2]).train(values: [5, 1, 1, 5, 1, 1]) { exact(&$0) }
        #expect(shape(forest) == ["f0[0]?R", "5.0", "1.0"])
    }

    @Test func `lambda shrinks, the learning rate scales, and minGain refuses`() throws {
        let table = TestTable(rows: [[1], [2]])
        let shrunk = try table.train(values: [0, 8]) {
            exact(&$0)
            $0.lambda = 1
            $0.learningRate = 0.5
        }
        #expect(shape(shrunk) == ["f0<1.5?L", "3.0", "5.0"])
        let refused = try table.train(values: [0, 8]) {
            exact(&$0)
            $0.minGain = 32
        }
        #expect(shape(refused) == ["4.0"])
    }

    @Test func `leaves, depth, rows and weight of a child are limited`() throws {
        let table = TestTable(rows: (0..<16).map { [Float($0)] })
        let values = (0..<16).map { Float($0 * $0) }
        for leaves in 2...9 {
            let forest = try table.train(values: values) {
                exact(&$0)
                $0.maxLeaves = leaves
            }
            #expect(forest.leafVisits[0].count == leaves)
            #expect(forest.leafVisits[0].reduce(0, +) == 16)
        }
        let shallow = try table.train(values: values) {
            exact(&$0)
            $0.maxDepth = 2
        }
        #expect(shallow.leafVisits[0].count == 4)
        for least in [3, 5, 8] {
            let rows = try table.train(values: values) {
                exact(&$0)
                $0.minChildRows = least
            }
            let weight = try table.train(values: values) {
                exact(&$0)
                $0.minChildWeight = Double(least)
            }
            #expect(rows.leafVisits[0].allSatisfy { $0 >= least })
            // The hessian of a squared error is 1 a row, so both limits are the same one.
            #expect(weight.ensemble == rows.ensemble)
        }
    }

    @Test func `the leaf of the largest gain is split first`() throws {
        // Splitting the left half gains 50, the right half 8.
        let forest = try TestTable(rows: [[1], [2], [3], [4]]).train(values: [0, 10, 100, 104]) {
            exact(&$0)
            $0.maxLeaves = 3
        }
        #expect(shape(forest) == ["f0<2.5?L", "f0<1.5?L", "0.0", "10.0", "102.0"])
        #expect(forest.leafVisits == [[1, 1, 2]])
    }

    @Test func `constant and empty features are never split on`() throws {
        let rows = (0..<40).map { [Float(3), .nan, Float($0), .nan] }
        let forest = try TestTable(rows: rows, categorical: [3: 2]).train(values: (0..<40).map { Float($0 % 7) }) {
            exact(&$0)
            $0.treeCount = 5
        }
        #expect(forest.gains[0] == 0 && forest.gains[1] == 0 && forest.gains[3] == 0 && forest.gains[2] > 0)
    }
}
