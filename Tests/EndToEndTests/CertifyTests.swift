import BundleTestSupport
import Bundles
import Forest
import SystemPackage
import Tabular
import TestSupport
import Testing

/// `bundle probe` and `bundle certify` with models of XGBoost and LightGBM, and `serve --require-certificate` behind them.
struct CertifyTests {
    private let folder = TemporaryFolder()
    private var models: FilePath { folder.path.appending("models") }
    private var probe: FilePath { folder.path.appending("probe.csv") }
    private var golden: FilePath { folder.path.appending("golden.csv") }

    private static func file(_ place: String) -> String { SharedData.packageRoot.appending("Tests/Goldens/\(place)").string }

    private func run(_ arguments: [String]) -> Program.Result { Program.run("bundle", arguments) }

    private func importModel(_ place: String, name: String = "m") throws -> Bundle {
        let result = run(["import", Self.file(place), "--name", name, "--output", models.string])
        #expect(result.exitCode == 0, "\(result.error)")
        return try Bundle(path: Bundle.resolve(models.appending(name)))
    }

    private func probed(_ options: [String] = [], name: String = "m") throws -> [String] {
        let result = run(["probe", models.appending(name).string, "-o", probe.string] + options)
        #expect(result.exitCode == 0, "\(result.error)")
        return String(decoding: FileBytes.read(probe) ?? [], as: UTF8.self).split(separator: "\n").map { String($0) }
    }

    private func write(_ lines: [String]) { FileBytes.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: golden) }

    private func certify(_ place: String, name: String = "m", golden: String? = nil) -> Program.Result {
        run([
            "certify", models.appending(name).string, "--golden", golden ?? self.golden.string, "--source", Self.file(place),
        ])
    }

    /// That nothing was added to the bundle, for the reason that standard error gives.
    private func expectRefusal(_ result: Program.Result, _ exitCode: Int32, _ words: String...) throws {
        #expect(result.exitCode == exitCode, "\(result.error)")
        for word in words { #expect(result.error.contains(word), "\(result.error)") }
        #expect(try Bundle(path: Bundle.resolve(models.appending("m"))).certificate() == nil)
    }

    private static let logistic = "xgboost/3.2.0/logistic.json"

    @Test(arguments: [
        logistic, "xgboost/3.2.0/parallel_multi.ubj", "xgboost/1.0.2/dart.json", "xgboost/3.2.0/vector.json",
        "xgboost/3.2.0/named.json", "lightgbm/4.7.0/binary.txt", "lightgbm/4.7.0/categorical.txt",
        "lightgbm/4.7.0/hand_zero_missing.txt", "xgboost/3.2.0/stumps.json", "lightgbm/4.7.0/no_trees.txt",
    ])
    func `a model is probed, certified and served by its certificate`(place: String) throws {
        let bundle = try importModel(place)
        let lines = try probed()
        let isXGBoost = place.hasPrefix("xgboost")
        write(GoldenMaker(bundle).lines(lines))
        let result = certify(place)
        #expect(result.exitCode == 0, "\(result.error)")
        let certified = try Bundle(path: bundle.path)
        let certificate = try #require(try certified.certificate())
        #expect(certificate.comparedCount + certificate.refusedCount == lines.count - 1)
        #expect(certificate.refusedCount == lines.count { $0.contains("Infinity") })
        #expect(certificate.predictions.differenceMaxULPs == 0 && certificate.library == (isXGBoost ? "XGBoost" : "LightGBM"))
        #expect(certificate.structure.leafCount == bundle.forest.leafCount)
        #expect(certificate.float32Features.isEmpty || !isXGBoost)
        #expect(certified.manifest.forestSHA256 == bundle.manifest.forestSHA256)
        #expect(run(["verify", models.appending("m").string]).output.contains("bit for bit"))
        #expect(run(["inspect", models.appending("m").string]).output.contains("certified"))
        #expect(run(["inspect", "--json", models.appending("m").string]).output.contains("espalier-certificate"))
        // The same golden file certifies again, to the same bytes.
        let bytes = FileBytes.read(bundle.path.appending("certificate.json"))
        #expect(certify(place).exitCode == 0)
        #expect(FileBytes.read(bundle.path.appending("certificate.json")) == bytes)
        let server = try ServeProgram(models: models, ["--require-certificate"])
        #expect(server.readyLine.contains(", 1 model"))
        server.end()
    }

    @Test func `a server that requires certificates refuses models without one by name, and serves the others`() throws {
        let bundle = try importModel(Self.logistic)
        _ = try importModel(Self.logistic, name: "bare")
        write(GoldenMaker(bundle).lines(try probed()))
        #expect(certify(Self.logistic).exitCode == 0)
        let server = try ServeProgram(models: models, ["--require-certificate"])
        #expect(server.readyLine.contains(", 1 model"))
        #expect(server.log.contains { $0.text.contains("bare/1/certificate.json") })
        server.end()
    }

    @Test func `one margin in the last bit ends it, with the row, its features, and both numbers`() throws {
        let bundle = try importModel(Self.logistic)
        var maker = GoldenMaker(bundle)
        maker.change = { row, margins in
            if row == 20 { margins[0] = Double(Float(margins[0]).nextUp) }
        }
        write(maker.lines(try probed()))
        try expectRefusal(
            certify(Self.logistic), 4, "1 of", "differ; no certificate is written", "row 20 (", "margin 0: expected", "f0=")
    }

    @Test func `a model that differs from its file is found without a row that shows it`() throws {
        // The bundle of one file, with the provenance of another.
        let bundle = try importModel(Self.logistic)
        var manifest = try importModel("xgboost/3.2.0/squarederror.json", name: "other").manifest
        manifest.provenance.source = bundle.manifest.provenance.source
        manifest.files = []
        let other = try Bundle(path: Bundle.resolve(models.appending("other")))
        manifest.version = 2
        _ = try BundleWriter.write(
            manifest: manifest, forest: other.forest, baseline: nil, report: nil, output: models, version: 2)
        let lines = try probed(name: "other")
        write(GoldenMaker(other).lines(lines))
        let result = certify(Self.logistic, name: "other")
        #expect(result.exitCode == 4 && result.error.contains("is not the model of"), "\(result.error)")
    }

    @Test func `what is wrong with a golden file is said with line and column`() throws {
        let bundle = try importModel(Self.logistic)
        let probe = try probed()
        let maker = GoldenMaker(bundle)
        let lines = maker.lines(probe)
        func refused(_ change: (inout [String]) -> Void, _ words: String...) throws {
            var changed = lines
            change(&changed)
            write(changed)
            let result = certify(Self.logistic)
            #expect(result.exitCode == 3, "\(result.error)")
            for word in words { #expect(result.error.contains(word), "\(result.error)") }
        }
        try refused({ $0.swapAt(3, 4) }, "line 4, column \"probe:row\"", "row 3 stands where row 2 belongs")
        try refused({ $0.remove(at: 5) }, "row 5 stands where row 4 belongs")
        try refused({ $0.removeLast() }, "were changed after")
        try refused({ $0 = [$0[0]] }, "has no rows")
        try refused(
            { $0 = $0.map { $0.split(separator: ",", omittingEmptySubsequences: false).dropLast().joined(separator: ",") } },
            "lacks the columns \"golden:rows_sha256\"")
        try refused({ $0[0] = $0[0].replacing("f1", with: "g1") }, "lacks the columns \"f1\"")
        try refused({ $0[0] = $0[0].replacing("f0,f1", with: "f1,f0") }, "not in the order")
        try refused({ $0[1] = $0[1].replacing("XGBoost", with: "LightGBM") }, "scored by LightGBM")
        try refused({ $0[1] = $0[1].replacing("XGBoost", with: "") }, "column \"golden:library\"", "is empty in the first row")
        let scored = try #require(lines.indices.dropFirst(2).first { lines[$0].contains("0x1.") })
        try refused(
            { $0[scored] = $0[scored].replacing("0x1.", with: "1x1.") }, "line \(scored + 1), column \"golden:", "is no number")
        try refused(
            {
                $0[2] = $0[2].replacing("threshold", with: "nonsense").replacing("above", with: "nonsense")
                    .replacing("below", with: "nonsense").replacing("infinity", with: "nonsense")
            }, "nonsense")
        // A value that was changed behind the library's back, where it may not even change the margin.
        try refused(
            { lines in
                var fields = lines[9].split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
                fields[2] = fields[2].isEmpty ? "0.0" : fields[2] + "0"
                lines[9] = fields.joined(separator: ",")
            }, "are not those that were scored")
        var foreign = maker
        foreign.modelSHA256 = SHA256.hexDigest(of: Array("another".utf8))
        write(foreign.lines(probe))
        try expectRefusal(certify(Self.logistic), 3, "scored with another model file")
    }

    @Test func `the model file must be the one that was imported, and is looked for by its name`() throws {
        let bundle = try importModel(Self.logistic)
        write(GoldenMaker(bundle).lines(try probed()))
        try expectRefusal(certify("xgboost/3.2.0/squarederror.json"), 3, "is not the file that the bundle was imported from")
        let bare = ["certify", bundle.path.string, "--golden", golden.string]
        try expectRefusal(run(bare), 5, "logistic.json is neither here nor beside", "--source names it")
        try expectRefusal(run(bare + ["--source", "nowhere.json"]), 5, "nowhere.json")
        try expectRefusal(certify(Self.logistic, golden: "nowhere.csv"), 5, "nowhere.csv")
        FileBytes.write(FileBytes.read(FilePath(Self.file(Self.logistic))) ?? [], to: folder.path.appending("logistic.json"))
        let result = run(bare)
        #expect(result.exitCode == 0, "\(result.error)")
    }

    @Test func `a model that was trained here has nothing to be compared with`() throws {
        let path = try SmallModel().write(to: models).string
        #expect(run(["probe", path, "-o", probe.string]).exitCode == 0)
        let result = run(["certify", path, "--golden", probe.string])
        #expect(result.exitCode == 4 && result.error.contains("was trained here"), "\(result.error)")
    }

    @Test func `the user's own rows go through the contract, and those that it refuses are counted`() throws {
        _ = try importModel("xgboost/3.2.0/named.json")
        let contract = try Bundle(path: Bundle.resolve(models.appending("m"))).manifest.contract
        let names = contract.features.map(\.name)
        let own = folder.path.appending("own.csv")
        FileBytes.write(
            Array((names.joined(separator: ",") + "\n1.5,,0.1,yy,-20\n2,3,4,unknown,10\nx,3,4,x,10\n").utf8), to: own)
        let result = run(["probe", models.appending("m").string, "-o", probe.string, "--rows", own.string])
        #expect(
            result.error.contains("2 rows of") && result.error.contains("1 more that the contract refuses"), "\(result.error)")
        let lines = String(decoding: FileBytes.read(probe) ?? [], as: UTF8.self).split(separator: "\n")
        #expect(lines.suffix(2).first?.hasSuffix(",own,1.5,,0.10000000149011612,1.0,1.0") == true, "\(lines.suffix(2))")
        #expect(lines.last?.hasSuffix(",own,2.0,3.0,4.0,,0.0") == true, "\(lines.suffix(2))")
    }

    @Test func `a limit on rows leaves pairs out and says how many; one seed gives one file`() throws {
        _ = try importModel(Self.logistic)
        let result = run(["probe", models.appending("m").string, "-o", probe.string, "--max-rows", "10"])
        #expect(result.error.contains("10 rows made") && result.error.contains("without a row"), "\(result.error)")
        let first = try probed(["--seed", "3"])
        #expect(try probed(["--seed", "3"]) == first)
        #expect(try probed(["--seed", "4"]) != first)
        #expect(run(["probe", models.appending("m").string, "-o", probe.string, "--max-rows", "0"]).exitCode == 2)
    }

    /// A Python that has the library, where there is one: `ESPALIER_PYTHON` names it, else the path's.
    private static func python(_ library: String) -> String? {
        let name = TestEnvironment.value("ESPALIER_PYTHON") ?? "python3"
        return InstalledProgram.path(name).flatMap {
            Program.run($0, ["-c", "import numpy, \(library)"]).exitCode == 0 ? $0 : nil
        }
    }

    @Test(
        .enabled(if: python("xgboost") != nil, "Python's xgboost is not installed; ESPALIER_PYTHON names a Python that has it"),
        arguments: ["logistic.json", "parallel_multi.ubj", "named.json", "vector.json"])
    func `XGBoost itself scores the probe, and the model is certified`(name: String) throws {
        try certifyWithLibrary("xgboost/3.2.0/\(name)", "xgboost")
    }

    @Test(
        .enabled(if: python("lightgbm") != nil, "Python's lightgbm is not installed; ESPALIER_PYTHON names a Python that has it"),
        arguments: [
            "binary.txt", "categorical.txt", "hand_band_positive.txt", "hand_zero_missing.txt", "rf_multiclass.txt",
            "one_leaf.txt",
        ])
    func `LightGBM itself scores the probe, and the model is certified`(name: String) throws {
        try certifyWithLibrary("lightgbm/4.7.0/\(name)", "lightgbm")
    }

    private func certifyWithLibrary(_ place: String, _ library: String) throws {
        _ = try importModel(place)
        _ = try probed()
        let script = SharedData.packageRoot.appending("Sources/python/score_\(library).py").string
        let scored = Program.run(
            try #require(Self.python(library)), ["-B", script, Self.file(place), probe.string, "-o", golden.string])
        #expect(scored.exitCode == 0, "\(scored.error)")
        let result = certify(place)
        #expect(result.exitCode == 0, "\(result.error)")
    }
}
