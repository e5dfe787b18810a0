import BundleTestSupport
import Codecs
import ForestImportTestSupport
import SystemPackage
import TestSupport
import Testing

/// `bundle import`, and what `score` and `serve` make of its bundles.
struct ImportTests {
    private let folder = TemporaryFolder()
    private let tables = TemporaryFolder()

    private func importModel(_ place: String, name: String = "m", _ options: [String] = []) -> Program.Result {
        let file = SharedData.packageRoot.appending("Tests/Goldens/xgboost/\(place)").string
        return Program.run("bundle", ["import", file, "--name", name, "--output", folder.path.string] + options)
    }

    /// What `score` writes for a table of columns f0, f1, ..., the line of names first.
    private func scored(_ lines: [String]) throws -> [[String]] {
        let table = tables.path.appending("rows.csv")
        try LooseBundle.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: table)
        let result = Program.run(
            "score", [folder.path.appending("m").string, table.string, "--margin", "--progress", "none"])
        #expect(result.exitCode == 0, "\(result.error)")
        return result.output.split(separator: "\n").map { $0.split(separator: ",").map { String($0) } }
    }

    @Test(arguments: [
        "3.2.0/logistic.json", "3.2.0/hinge.json", "3.2.0/parallel_multi.ubj", "1.0.2/dart.json", "3.2.0/vector.json",
    ])
    func `an imported model is scored and served with XGBoost's margins`(place: String) throws {
        let imported = importModel(place)
        #expect(imported.exitCode == 0, "\(imported.error)")
        #expect(Program.run("bundle", ["verify", folder.path.appending("m").string]).exitCode == 0)
        let golden = try GoldenRows("xgboost/" + place.split(separator: ".").dropLast().joined(separator: ".") + ".rows")
        let rows = golden.rows.filter { $0.inputs.allSatisfy { !$0.isInfinite } }
        let names = rows[0].inputs.indices.map { "f\($0)" }.joined(separator: ",")
        let output = try scored([names] + rows.map { $0.inputs.map { $0.isNaN ? "" : "\($0)" }.joined(separator: ",") })
        let columns = output[0].indices.filter { output[0][$0].hasPrefix("margin") }
        #expect(output.count == rows.count + 1 && columns.count == rows[0].margins.count)
        for (row, fields) in zip(rows, output.dropFirst()) {
            #expect(columns.map { Float(fields[$0])?.bitPattern } == row.margins.map { $0.bitPattern })
        }
        let server = try ServeProgram(models: folder.path)
        let client = try server.client()
        for row in rows {
            let features = row.inputs.map { $0.isNaN ? "null" : "\($0)" }.joined(separator: ",")
            let answer = try #require(client.ask("/predict/m?margin=1", "{\"features\":[\(features)]}"))
            #expect(answer.status == 200)
            #expect(try margins(of: answer.body) == row.margins.map { $0.bitPattern }, "\(answer.body)")
        }
        server.end()
    }

    @Test(arguments: ["xgboost", "lightgbm"])
    func `every golden model becomes a bundle, but for those that are refused by name`(library: String) {
        let refused = ["2.1.0/huber_sqrt.txt", "2.1.0/rf_binary.txt", "2.2.3/rf_binary.txt", "/linear_tree.txt"]
        let models = SourceTree.files(below: "Tests/Goldens/\(library)").filter { file in
            [".json", ".ubj", ".txt"].contains { file.hasSuffix($0) }
        }
        #expect(models.count > 30)
        for (index, model) in models.enumerated() {
            let file = SharedData.packageRoot.appending(model).string
            let result = Program.run("bundle", ["import", file, "--name", "m\(index)", "--output", folder.path.string])
            let isRefused = refused.contains { model.hasSuffix($0) }
            #expect(result.exitCode == (isRefused ? 3 : 0), "\(model): \(result.error)")
        }
    }

    /// The bits of a margin, or of each one of a list or of classes.
    private func margins(of body: String) throws -> [UInt32?] {
        func bits(_ value: JSONValue) -> UInt32? {
            guard case .number(let text) = value else { return nil }
            return Float(text)?.bitPattern
        }
        guard case .object(let members) = try JSONValue.parse(Array(body.utf8)) else { return [] }
        switch members.first(where: { $0.name == "margin" })?.value {
        case .array(let values): return values.map(bits)
        case .object(let members): return members.map { bits($0.value) }
        case let value?: return [bits(value)]
        case nil: return []
        }
    }

    @Test func `categories of a data frame are asked for by their names`() throws {
        let imported = importModel("3.2.0/named.json")
        #expect(imported.output.contains("5, 2 of named categories"), "\(imported.output)\(imported.error)")
        let golden = try GoldenRows("xgboost/3.2.0/named.rows")
        // The empty name cannot be told from a missing value in CSV.
        let rows = golden.rows.filter { $0.inputs.allSatisfy { !$0.isInfinite } && $0.inputs[3] != 3 }
        let (words, numbers) = (["x", "yy", "a word"], ["10", "-20", "35"])
        let lines = rows.map { row in
            let texts = row.inputs.map { $0.isNaN ? "" : "\($0)" }
            let word = row.inputs[3].isNaN ? "" : words[Int(row.inputs[3])]
            let number = row.inputs[4].isNaN ? "" : numbers[Int(row.inputs[4])]
            return (texts[..<3] + [word, number]).joined(separator: ",")
        }
        let output = try scored(["n0,n1,n2,w,k"] + lines)
        for (row, fields) in zip(rows, output.dropFirst()) {
            #expect(Float(fields[1])?.bitPattern == row.margins[0].bitPattern)
        }
    }

    @Test func `classes, target and version are the user's, and wrong ones are wrong command lines`() {
        let options = ["--classes", "no,yes", "--target-name", "answer", "--version", "7", "--format", "xgboost-json"]
        let imported = importModel("3.2.0/logistic.json", options)
        #expect(imported.exitCode == 0 && imported.error.isEmpty, "\(imported.error)")
        #expect(imported.output.hasPrefix("m version 7: binary model of 'answer' (no, yes)\n"), "\(imported.output)")
        #expect(importModel("3.2.0/logistic.json", options).exitCode == 2)
        #expect(importModel("3.2.0/logistic.json", ["--classes", "a,b,c"]).exitCode == 2)
        #expect(importModel("3.2.0/logistic.json", ["--classes", "a,a"]).exitCode == 2)
        #expect(importModel("3.2.0/squarederror.json", ["--classes", "a,b"]).exitCode == 2)
        #expect(importModel("3.2.0/logistic.json", name: "a/b").exitCode == 2)
        #expect(importModel("3.2.0/logistic.json", ["--format", "onnx"]).exitCode == 2)
    }

    @Test func `a file that is no model is refused, one that is not there cannot be read, and neither leaves anything`() {
        let refused = importModel("make_goldens.py")
        #expect(refused.exitCode == 3 && refused.error.contains("no model file begins as this one does"), "\(refused.error)")
        let misread = importModel("3.2.0/logistic.json", ["--format", "xgboost-ubjson"])
        #expect(misread.exitCode == 3 && misread.error.contains("byte"), "\(misread.error)")
        #expect(importModel("3.2.0/absent.json").exitCode == 5)
        #expect(Program.run("bundle", ["inspect", folder.path.appending("m").string]).exitCode != 0)
    }
}
