import Bundles
import SystemPackage
import Tabular
import TestSupport
import Testing

/// Each option does what its help says; options that contradict each other are refused.
@Suite struct TrainOptionTests {
    let fixture = TrainFixture()

    private func manifest(_ text: String, _ options: [String]) throws -> Manifest {
        let other = TrainFixture()
        let result = other.train(other.file(text), ["--trees", "2"] + options)
        try #require(result.exitCode == 0, "\(options): \(result.error)")
        return try other.bundle().manifest
    }

    static let table = TrainTable.classes(rowCount: 100)

    @Test func `the positive class is the second in order, or the one that is asked for`() throws {
        #expect(try manifest(Self.table, []).target.classes == ["no", "yes"])
        let turned = try manifest(Self.table, ["--positive-class", "no"])
        #expect(turned.target.classes == ["yes", "no"])
        #expect(turned.metrics.allSatisfy { $0.positiveClass == "no" })
        #expect(turned.provenance.arguments.contains { $0 == ("positive_class", "no") })
        let numbers = "a,y\n" + (0..<60).map { "\($0 % 7),\($0 % 2 == 0 ? "1.0" : "10")\n" }.joined()
        #expect(try manifest(numbers, ["--positive-class", "1"]).target.classes == ["10", "1.0"])
    }

    @Test func `columns are left out, read as numbers or read as categories when that is asked for`() throws {
        func features(_ options: [String]) throws -> [String] {
            try manifest(Self.table, options).contract.features.map { "\($0.name) \($0.kind.rawValue)" }
        }
        #expect(try features([]) == ["city categorical", "size numeric", "weight numeric"])
        #expect(try features(["--ignore", "city"]) == ["size numeric", "weight numeric"])
        #expect(try features(["--ignore", "city,size"]) == ["weight numeric"])
        #expect(try features(["--ignore", "city", "--ignore", "weight"]) == ["size numeric"])
        #expect(
            try features(["--categorical", "weight,size"]) == ["city categorical", "size categorical", "weight categorical"])
        #expect(try features(["--numeric", "weight"]) == ["city categorical", "size numeric", "weight numeric"])
    }

    @Test func `missing markers are those that are given and the empty field`() throws {
        #expect(try manifest(Self.table, []).contract.missingMarkers == FeatureContract.defaultMissingMarkers)
        let text = "a,y\n" + (0..<60).map { "\($0 % 9 == 0 ? "none" : $0 % 9 == 1 ? "-" : "\($0 % 9)"),\($0 % 2)\n" }.joined()
        let marked = try manifest(text, ["--missing-values", "none,-"])
        #expect(marked.contract.missingMarkers == ["", "none", "-"])
        #expect(marked.contract.features[0].kind == .numeric)
        #expect(try manifest(text, []).contract.features[0].kind == .categorical)
        #expect(try manifest(Self.table, ["--missing-values", ""]).contract.missingMarkers == [""])
        let city = try manifest(Self.table, ["--missing-values", ""]).contract.features[0]
        #expect(city.transforms == [.categoryMap(["Bergen", "NA", "Oslo", "Paris, France", "Rome", "São Paulo"])])
    }

    @Test func `the task is inferred from the target, or the one that is asked for`() throws {
        func task(_ values: [String], _ options: [String] = []) throws -> Manifest.Task {
            try manifest("a,y\n" + (0..<80).map { "\($0),\(values[$0 % values.count])\n" }.joined(), options).target.task
        }
        #expect(try task(["0", "1"]) == .binary)
        #expect(try task(["0.5", "1.5"]) == .binary)
        #expect(try task(["0", "1", "2"]) == .multiclass)
        #expect(try task(["0", "1", "2.5"]) == .regression)
        #expect(try task(["a", "b", "c"]) == .multiclass)
        #expect(try task(["0", "1", "2", "3", "4"]) == .regression)
        #expect(try task(["0", "1", "2", "3", "4"], ["--task", "multiclass"]) == .multiclass)
        #expect(try task(["0", "1"], ["--task", "regression"]) == .regression)
    }

    @Test(arguments: ["strict", "repair", "observe"]) func `the policy stands in the contract`(policy: String) throws {
        #expect(try manifest(Self.table, ["--policy", policy]).contract.policy.rawValue == policy)
    }

    @Test func `the threshold stands in the manifest and decides the metrics`() throws {
        #expect(try manifest(Self.table, []).decisionThreshold == 0.5)
        let always = try manifest(Self.table, ["--decision-threshold", "0"])
        #expect(always.decisionThreshold == 0)
        #expect(always.metrics.allSatisfy { $0.values.contains { $0.name == "recall" && $0.value == 1 } })
    }

    /// An option, its other names, a value, and where it stands in the manifest.
    static let aliases: [([String], String, String)] = [
        (["--trees", "--n-estimators", "--num-iterations"], "3", "trees"),
        (["--learning-rate", "--eta"], "0.25", "learning_rate"), (["--max-depth"], "2", "max_depth"),
        (["--max-leaves", "--num-leaves"], "5", "max_leaves"), (["--max-bins", "--max-bin"], "17", "max_bins"),
        (["--lambda", "--reg-lambda", "--lambda-l2"], "2.5", "lambda"), (["--min-child-weight"], "0.5", "min_child_weight"),
        (["--min-child-rows", "--min-data-in-leaf"], "3", "min_child_rows"),
        (["--min-gain", "--gamma", "--min-gain-to-split"], "0.125", "min_gain"),
        (["--subsample", "--bagging-fraction"], "0.5", "subsample"),
        (["--column-sample", "--colsample-bytree", "--feature-fraction"], "0.5", "column_sample"),
        (["--early-stopping", "--early-stopping-rounds"], "2", "early_stopping"),
    ]

    @Test func `every setting of the forest has an effect that its other names have too`() throws {
        let table = fixture.file(TrainTable.classes(rowCount: 400))
        let common = ["--version", "1", "--learning-rate", "0.3", "--trees", "30", "--min-child-rows", "5"]
        func trained(_ options: [String]) throws -> (files: [String: [UInt8]], arguments: [(name: String, value: String)]) {
            let other = TrainFixture()
            // An option that is given twice has its last value.
            let result = other.train(table, common + options)
            try #require(result.exitCode == 0, "\(options): \(result.error)")
            return (other.files(), try other.bundle().manifest.provenance.arguments)
        }
        let plain = try trained([])
        for (names, value, argument) in Self.aliases {
            let runs = try names.map { try trained([$0, value]) }
            #expect(runs.allSatisfy { $0.files == runs[0].files }, "\(names)")
            #expect(runs[0].files["forest.bin"] != plain.files["forest.bin"], "\(names)")
            #expect(runs[0].arguments.contains { $0 == (argument, value) }, "\(names): \(runs[0].arguments)")
        }
    }
}
