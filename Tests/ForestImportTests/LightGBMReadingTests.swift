import Bundles
import Forest
import ForestImport
import Tabular
import TestSupport
import Testing

struct LightGBMReadingTests {
    @Test func `a file becomes ensemble, contract, task, importances and warnings`() throws {
        let model = try ForeignFile.read(LightGBMFile().bytes)
        #expect(model.format == .lightGBMText)
        #expect(model.library == "LightGBM" && model.libraryVersion == nil)
        #expect(model.objectiveName == "binary sigmoid:1")
        #expect(model.task == .binary && model.classCount == 2)
        #expect(model.importances == [0.75, 0.25])
        #expect(model.warnings == ["feature age never saw a missing value in training; NaN will be read as 0"])
        #expect(
            model.contract.features == [
                Feature(name: "age", kind: .numeric, transforms: [.identity]),
                Feature(name: "town", kind: .categorical, transforms: [.categoryMap(["Bern", "Oslo", "Rome"])]),
            ])
        #expect(model.contract.policy == .observe)
        let tree = model.ensemble.trees[0]
        #expect(model.ensemble.arithmetic.inputWidth == .float64 && model.ensemble.arithmetic.comparison == .lessOrEqual)
        #expect(
            tree.nodes == [
                .split(.init(feature: 0, test: .threshold(40.5), defaultLeft: true, missing: .nanIsZero, left: 1, right: 2)),
                .split(.init(feature: 1, test: .categories([0, 2]), defaultLeft: false, left: 3, right: 4)),
                .leaf(value: 0.1), .leaf(value: -0.2), .leaf(value: 0.3),
            ])
    }

    @Test(arguments: ["\n", "\r\n"])
    func `lines may end in a carriage return too`(lineEnd: String) throws {
        var file = LightGBMFile()
        file.lineEnd = lineEnd
        #expect(try ForeignFile.read(file.bytes) == ForeignFile.read(LightGBMFile().bytes))
    }

    @Test(arguments: LightGBMGolden.all().filter { $0.name == "pandas" })
    func `the categories of a data frame are in the contract, numbers and booleans as JSON spells them`(golden: LightGBMGolden)
        throws
    {
        let contract = try ForeignFile.read(golden.model).contract
        #expect(contract.features.map(\.name) == ["weight", "town", "floor", "ratio", "open"])
        #expect(
            contract.features.map(\.transforms) == [
                [.identity], [.categoryMap(["", "Bern", "Oslo", "caf\u{E9}, \"quoted\""])], [.categoryMap(["-3", "7", "10"])],
                [.categoryMap(["1e-07", "0.5", "1.0"])], [.categoryMap(["false", "true"])],
            ])
    }

    @Test func `codes without names stay numbers`() throws {
        for tail in ["pandas_categorical:null", "pandas_categorical:[]", nil] {
            let model = try ForeignFile.read(LightGBMFile().with("pandas_categorical", tail).bytes)
            #expect(model.contract.features[1] == Feature(name: "town", kind: .numeric, transforms: [.identity]))
        }
    }

    @Test func `a column that was constant in training is found by the parameters`() throws {
        let file = LightGBMFile().with("feature_infos", "feature_infos=none -1:0:2")
            .with("pandas_categorical", #"pandas_categorical:[["x"],["Bern","Oslo","Rome"]]"#)
        let model = try ForeignFile.read(file.with("[categorical_feature", "[categorical_feature: 0,1]").bytes)
        #expect(model.contract.features[0].transforms == [.categoryMap(["x"])])
        let error = ForeignFile.refusal(file.with("[categorical_feature", "[categorical_feature: ]").bytes)
        #expect(error.description.contains("2 category lists where 1 features are categorical"), "\(error)")
    }

    @Test func `without usable gains importances are shares of the splits`() throws {
        for line in [nil, "split_gain=inf 1", "split_gain=0 -1", "split_gain=nan nan"] {
            #expect(
                try ForeignFile.read(LightGBMFile().with("split_gain", line).bytes).importances == [0.5, 0.5], "\(line ?? "")")
        }
    }

    @Test func `thresholds inside the band that LightGBM reads as zero move to its ends`() throws {
        let band = MissingRule.zeroBand
        for (written, expected) in [
            ("0", band), ("-0", band), ("1e-36", band), ("1.0000000180025095e-35", band), ("-1e-36", (-band).nextDown),
            ("-1.0000000180025095e-35", (-band).nextDown), ("1.0000000180025096e-35", band.nextUp), ("inf", .infinity),
            ("-INF", -.infinity), ("1e400", .infinity), ("4.9e-324", band), ("2e-308", band), ("-1e308", -1e308),
        ] {
            let model = try ForeignFile.read(LightGBMFile().with("threshold", "threshold=\(written) 0").bytes)
            guard case .split(let split) = model.ensemble.trees[0].nodes[0] else { throw CancellationError() }
            #expect(split.test == .threshold(expected), "\(written)")
        }
    }

    @Test(arguments: [
        ("binary sigmoid:2.5", Objective.logistic, 2.5), ("regression", .squaredError, 1), ("regression sqrt", .signedSquare, 1),
        ("regression_l1 sqrt", .signedSquare, 1), ("quantile", .identity, 1), ("poisson sqrt", .exponential, 1),
        ("cross_entropy", .logisticEach, 1), ("xentlambda", .softplus, 1), ("lambdarank", .identity, 1), ("custom", .identity, 1),
    ])
    func `the objective says what margins mean`(text: String, objective: Objective, linkScale: Double) throws {
        let model = try ForeignFile.read(LightGBMFile().with("objective", "objective=" + text).bytes)
        #expect(model.ensemble.objective == objective && model.ensemble.linkScale == linkScale)
        #expect(model.objectiveName == text)
    }
}
