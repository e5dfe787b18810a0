internal import Base
public import Forest

/// What must hold of any bytes: they are refused, or they are a model that every part of the module agrees about.
public enum ForeignForest {
    /// Reads `contents` as a forest. nil when it is one and passes; else why it was refused. Traps when something disagrees.
    public static func check(_ contents: [UInt8]) -> ForestFormatError? {
        do throws(ForestFormatError) {
            check(try FlatForest(copying: contents), contents)
            return nil
        } catch {
            precondition(!error.field.isEmpty && !error.reason.isEmpty, "an error that says nothing")
            return error
        }
    }

    private static func check(_ forest: FlatForest, _ contents: [UInt8]) {
        let ensemble = forest.ensemble()
        // What the reader accepts, the builder accepts as it is.
        var builder = EnsembleBuilder(
            arithmetic: ensemble.arithmetic, aggregation: ensemble.aggregation, objective: ensemble.objective,
            featureCount: ensemble.featureCount, outputCount: ensemble.outputCount, baseScores: ensemble.baseScores,
            linkScale: ensemble.linkScale, linear: ensemble.linear)
        for tree in ensemble.trees { builder.append(tree) }
        do throws(EnsembleError) {
            let built = try builder.build()
            precondition(built == ensemble, "the builder changes an ensemble that was read")
        } catch {
            preconditionFailure("the builder refuses what the reader accepts: \(error)")
        }
        let hasOptionalSections = contents[84] > (forest.isLinear ? 7 : 6)
        precondition(hasOptionalSections || FlatForest(ensemble).contents == contents, "one model has two files")
        guard forest.featureCount <= 4096 else { return }
        score(forest, ensemble, seed: contents.suffix(256).reduce(0 as UInt64) { $0 &* 31 &+ UInt64($1) })
    }

    private static func score(_ forest: FlatForest, _ ensemble: TreeEnsemble, seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let scorer = Scorer(forest)
        let reference = ReferenceScorer(ensemble)
        let source = RandomRows(for: ensemble)
        for rowCount in [1, 17] {
            let rows = (0..<rowCount).map { _ in source.float32(&random) }
            let expected = rows.map { $0.map { Double($0) } }
            precondition(
                scorer.margins(of: rows).map(\.bitPattern) == expected.flatMap { reference.margins($0).map(\.bitPattern) },
                "margins differ from the reference's")
            precondition(
                scorer.leafIDs(of: rows) == expected.flatMap { reference.leafIDs($0).map { UInt32($0) } }, "leaf ids differ")
            precondition(
                scorer.predictions(of: rows).map(\.bitPattern)
                    == expected.flatMap { reference.predictions($0).map(\.bitPattern) }, "predictions differ")
            let wide = (0..<rowCount).map { _ in source.float64(&random) }
            precondition(
                scorer.leafIDs(of: wide) == wide.flatMap { reference.leafIDs($0).map { UInt32($0) } },
                "leaf ids of float64 rows differ")
        }
    }
}

extension Scorer {
    /// Margins of rows given as arrays, one after the other.
    public func margins(of rows: [[Float]]) -> [Double] {
        let flat = rows.flatMap { $0 }
        var margins = [Double](repeating: .nan, count: rows.count * forest.outputCount)
        unsafe flat.withUnsafeBufferPointer { flat in
            unsafe margins.withUnsafeMutableBufferPointer { margins in
                guard let start = flat.baseAddress, let into = margins.baseAddress else { return }
                unsafe self.margins(rows: start, rowCount: rows.count, rowStride: forest.featureCount, into: into)
            }
        }
        return margins
    }

    /// Predictions of rows given as arrays, one after the other.
    public func predictions(of rows: [[Float]]) -> [Double] {
        var values = margins(of: rows)
        unsafe values.withUnsafeMutableBufferPointer { values in
            guard let start = values.baseAddress else { return }
            unsafe predictions(margins: start, rowCount: rows.count, into: start)
        }
        return values
    }

    /// Leaf ids of rows given as arrays, row by row.
    public func leafIDs(of rows: [[Float]]) -> [UInt32] {
        let flat = rows.flatMap { $0 }
        var leafIDs = [UInt32](repeating: .max, count: rows.count * forest.treeCount)
        unsafe flat.withUnsafeBufferPointer { flat in
            unsafe leafIDs.withUnsafeMutableBufferPointer { leafIDs in
                guard let start = flat.baseAddress, let into = leafIDs.baseAddress else { return }
                unsafe self.leafIDs(rows: start, rowCount: rows.count, rowStride: forest.featureCount, into: into)
            }
        }
        return leafIDs
    }

    /// The same for float64 rows.
    public func leafIDs(of rows: [[Double]]) -> [UInt32] {
        let flat = rows.flatMap { $0 }
        var leafIDs = [UInt32](repeating: .max, count: rows.count * forest.treeCount)
        unsafe flat.withUnsafeBufferPointer { flat in
            unsafe leafIDs.withUnsafeMutableBufferPointer { leafIDs in
                guard let start = flat.baseAddress, let into = leafIDs.baseAddress else { return }
                unsafe self.leafIDs(rows: start, rowCount: rows.count, rowStride: forest.featureCount, into: into)
            }
        }
        return leafIDs
    }
}
