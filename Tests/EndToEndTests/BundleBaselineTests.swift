import Base
import BundleTestSupport
import Bundles
import Codecs
import Forest
import SystemPackage
import TestSupport
import Testing

/// `bundle baseline` and `bundle evaluate`, held against what `train` puts into a bundle and against the reference scorer.
struct BundleBaselineTests {
    let fixture = TrainFixture()

    private func bundle(_ arguments: [String]) -> Program.Result {
        Program.run("bundle", arguments, environment: ["COLUMNS": "80"])
    }

    /// A model of the sample contract as an importer makes it, published.
    private func imported(_ model: SmallModel) throws -> FilePath { try model.write(to: fixture.models) }

    static let wide = Arithmetic(inputWidth: .float64, thresholdWidth: .float64, sumWidth: .float64, comparison: .lessOrEqual)

    /// Rows of the sample contract with a target, some fields missing.
    private func table(rowCount: Int, target: (Int) -> String) -> (text: String, rows: [[Double]]) {
        var random = TestSeed.random(5)
        var text = "city,age,outcome,income,other\n"
        var rows: [[Double]] = []
        for row in 0..<rowCount {
            let age = random.next(below: 10) == 0 ? Double.nan : random.nextUnit() * 100
            let income = Double(random.next(below: 100_000)) / 3
            let city = random.next(below: 5)
            let name = city == 4 ? "Nowhere" : SampleManifest.cities[city]
            let quoted = name.contains(",") ? "\"\(name.replacing("\"", with: "\"\""))\"" : name
            text += "\(quoted),\(age.isNaN ? "NA" : age.description),\(target(row)),\(income.description),x\n"
            rows.append([age, income, city == 4 ? .nan : Double(city)])
        }
        return (text, rows)
    }

    @Test(arguments: [
        ("classes", ["--trees", "12"], TrainTable.classes(rowCount: 900)),
        ("values", ["--trees", "12"], TrainTable.values(rowCount: 900)),
        (
            "iris", ["--trees", "5", "--min-child-rows", "3"],
            String(decoding: FileBytes.read(TrainFixture.sample("iris")) ?? [], as: UTF8.self)
        ),
    ])
    func `of the training table they are what train wrote, to the last bit`(name: String, options: [String], text: String) throws
    {
        let data = fixture.file(text)
        let target = name == "iris" ? "species" : "y"
        let trained = fixture.train(data, options + ["--validation-share", "0"], target: target)
        try #require(trained.exitCode == 0, "\(trained.error)")
        let before = try fixture.bundle()
        let baseline = try #require(try before.baseline())
        let path = before.path.string
        let measured = bundle(["baseline", path, data.string])
        #expect(measured.exitCode == 0 && measured.output.contains(": baseline of "), "\(measured.error)")
        #expect(try fixture.bundle().baseline() == baseline)
        let evaluated = bundle(["evaluate", path, data.string, "--target", target, "--split", "training", "--keep-report"])
        #expect(evaluated.exitCode == 0 && evaluated.output.contains(": training  "), "\(evaluated.error)")
        let after = try fixture.bundle()
        #expect(after.manifest == before.manifest)
        #expect(fixture.entries().count == 6)
        // As validation data they come beside those, and the report is made anew.
        let report = FileBytes.read(before.path.appending("report.html"))
        #expect(bundle(["evaluate", path, data.string, "--target", target]).exitCode == 0)
        let both = try fixture.bundle().manifest.metrics
        #expect(both.map(\.split) == ["training", "validation"] && both[0].values.map(\.value) == both[1].values.map(\.value))
        #expect(FileBytes.read(before.path.appending("report.html")) != report)
    }

    @Test(arguments: [Arithmetic.espalier, wide])
    func `an imported model gets baseline, metrics and report, in its own width`(arithmetic: Arithmetic) throws {
        let model = SmallModel(imported: .identity, task: .regression, arithmetic: arithmetic)
        let path = try imported(model)
        let (text, rows) = table(rowCount: 1500) { row in row % 100 == 99 ? "" : "\(Double(row % 7) / 10)" }
        let data = fixture.file(text)
        let reference = ReferenceScorer(model.forest.ensemble())
        let predictions = rows.map {
            reference.predictions(arithmetic.inputWidth == .float32 ? $0.map { Double(Float($0)) } : $0)[0]
        }

        let measured = bundle(["baseline", path.string, data.string])
        #expect(measured.exitCode == 0, "\(measured.error)")
        let baseline = try #require(try Bundle(path: path).baseline())
        #expect(baseline.rowCount == 1500 && baseline.leafVisits.allSatisfy { $0.reduce(0, +) == 1500 })
        for (feature, entry) in baseline.features.enumerated() {
            let missing = rows.count { $0[feature].isNaN }
            #expect(entry.missingShare == Double(missing) / 1500)
            switch entry.distribution {
            case .quantiles(let edges, let counts):
                #expect(counts.reduce(0, +) == 1500 - missing && edges.count == 9)
                #expect(counts.allSatisfy { (100...200).contains($0) }, "deciles")
            case .categories(let names, let counts):
                #expect(names == SampleManifest.cities)
                #expect(counts == names.indices.map { city in rows.count { $0[feature] == Double(city) } })
            }
        }
        guard case .quantiles(let edges, let counts) = baseline.prediction.distribution else { return #expect(Bool(false)) }
        #expect(counts[0] == predictions.count { $0 < edges.first ?? .infinity } && counts.reduce(0, +) == 1500)

        let evaluated = bundle(["evaluate", path.string, data.string, "--target", "outcome"])
        #expect(evaluated.exitCode == 0, "\(evaluated.error)")
        let metrics = try #require(try Bundle(path: path).manifest.metrics.first)
        #expect(metrics.split == "validation" && metrics.rowCount == 1485 && metrics.values.map(\.name) == ["rmse", "mae", "r2"])
        let errors = predictions.enumerated().filter { $0.offset % 100 != 99 }.map { row, prediction in
            let target = Double(row % 7) / 10
            return prediction - (arithmetic.sumWidth == .float32 ? Double(Float(target)) : target)
        }
        let rmse = (errors.reduce(0) { $0 + $1 * $1 } / 1485).squareRoot()
        #expect(abs((metrics.values.first?.value ?? .nan) - rmse) <= 1e-12 * rmse)
        let report = String(decoding: FileBytes.read(path.appending("report.html")) ?? [], as: UTF8.self)
        #expect(report.contains("Imported from") && report.contains("validation"))
        #expect(bundle(["verify", path.string]).exitCode == 0)
    }

    @Test func `a model of classes without probabilities has no metric of probabilities`() throws {
        let path = try imported(SmallModel(imported: .hinge, task: .binary))
        let (text, _) = table(rowCount: 200) { ["no", "yes"][$0 % 2] }
        let data = fixture.file(text)
        #expect(bundle(["baseline", path.string, data.string]).exitCode == 0)
        let result = bundle(["evaluate", path.string, data.string, "--target", "outcome"])
        #expect(result.exitCode == 0, "\(result.error)")
        let opened = try Bundle(path: path)
        #expect(opened.manifest.metrics.first?.values.map(\.name) == ["accuracy", "precision", "recall", "f1"])
        #expect(try opened.baseline()?.prediction.classCounts.reduce(0, +) == 200)
    }

    @Test func `more rows than the sample holds are all counted, and twice the same`() throws {
        let path = try imported(SmallModel(imported: .exponential, task: .regression, outputCount: 2))
        let (text, _) = table(rowCount: 110_000) { "\($0)" }
        let data = fixture.gzip(fixture.file(text))
        #expect(bundle(["baseline", path.string, data.string]).exitCode == 0)
        let first = try #require(try Bundle(path: path).baseline())
        #expect(first.rowCount == 110_000 && first.leafVisits.allSatisfy { $0.reduce(0, +) == 110_000 })
        guard case .quantiles(_, let counts) = first.features[1].distribution else { return #expect(Bool(false)) }
        #expect(counts.reduce(0, +) == 110_000 && counts.allSatisfy { (10_000...12_000).contains($0) }, "\(counts)")
        #expect(bundle(["baseline", path.string, data.string]).exitCode == 0)
        #expect(try Bundle(path: path).baseline() == first)
    }

    @Test func `what cannot be measured is refused with what is accepted, and the bundle stays as it is`() throws {
        let path = try imported(SmallModel(imported: .logistic, task: .binary))
        let several = try imported(SmallModel(imported: .identity, task: .regression, name: "several", outputCount: 2))
        let header = "age,income,city,outcome\n"
        let before = FolderListing.paths(below: fixture.models)
        let good = fixture.file(header + "1,2,Oslo,yes\n", "good.csv").string
        for (text, column, exitCode, reason) in [
            ("age,city,outcome\n1,Oslo,yes\n", "outcome", 3, "the header lacks \"income\"; every feature of the model is needed"),
            (header + "1,2,Oslo,yes\n", "truth", 3, "the target \"truth\" is not there; the columns are"),
            (header + "1,2,Oslo,no\n3,4,Rome,maybe\n", "outcome", 3, ", line 3, column outcome: found \"maybe\""),
            (header + "1,2,Oslo,\n", "outcome", 3, "no record has a target; at least one is needed"),
            (header + "1,x,Oslo,yes\n", "outcome", 3, ", line 2, column income: found \"x\" where a number"),
            (header + "1,2,Oslo\n", "outcome", 3, ", line 2: "), ("", "outcome", 3, "the file is empty"),
        ] as [(String, String, Int32, String)] {
            let data = fixture.file(text).string
            let result = bundle(["evaluate", path.string, data, "--target", column])
            #expect(result.exitCode == exitCode && result.error.contains(reason), "\(result.error)")
        }
        for (arguments, exitCode, reason) in [
            (["baseline", path.string, fixture.file("age,income\n1,2\n", "narrow.csv").string], 3, "the header lacks \"city\""),
            (["baseline", path.string, fixture.file(header, "empty.csv").string], 3, "the table has no records"),
            (["baseline", path.string, "-"], 2, "standard input cannot be read twice"),
            (["baseline", path.string, "/dev/stdin"], 3, "the file is empty"),
            (["baseline", path.string, "/nonexistent"], 5, "/nonexistent: cannot be opened"),
            (["baseline", fixture.models.appending("none").string, good], 5, "there is no such folder"),
            (["evaluate", path.string, "/nonexistent", "--target", "outcome"], 5, "/nonexistent: cannot be opened"),
            (
                ["evaluate", path.string, good, "--target", "outcome", "--split", "test"], 2,
                "training and validation are accepted"
            ),
            (["evaluate", path.string, good], 2, "--target"),
            (
                ["evaluate", several.string, good, "--target", "outcome"], 2,
                "predicts 2 values; a model of one target is accepted"
            ),
        ] as [([String], Int32, String)] {
            let result = bundle(arguments)
            #expect(
                result.exitCode == exitCode && result.error.contains(reason), "\(arguments): \(result.exitCode) \(result.error)")
        }
        #expect(FolderListing.paths(below: fixture.models) == before)
    }

    @Test func `a signature that goes is told of`() throws {
        let path = try imported(SmallModel(imported: .logistic, task: .binary)).string
        let key = fixture.folder.path.appending("key").string
        let data = fixture.file("age,income,city,outcome\n1,2,Oslo,yes\n3,4,Rome,no\n").string
        #expect(bundle(["keygen", "-o", key]).exitCode == 0 && bundle(["sign", path, "--key", key]).exitCode == 0)
        let result = bundle(["evaluate", path, data, "--target", "outcome"])
        #expect(result.exitCode == 0 && result.error.contains("sign it again"))
        #expect(bundle(["verify", path, "--key", key + ".pub"]).exitCode == 4)
        #expect(bundle(["sign", path, "--key", key]).exitCode == 0)
        #expect(bundle(["verify", path, "--key", key + ".pub"]).exitCode == 0)
    }
}
