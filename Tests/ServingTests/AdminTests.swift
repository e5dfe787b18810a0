import BundleTestSupport
import Bundles
import Codecs
import Forest
import Network
import Serving
import SystemPackage
import Tabular
import TestSupport
import Testing

struct AdminTests {
    @Test func `the list of models holds SageMaker's members and more`() throws {
        let server = try AdminUnderTest([SmallModel(task: .multiclass, name: "b"), SmallModel(name: "a")])
        let answer = try server.ask(server.admin, "/models")
        #expect(answer.status == 200)
        #expect(answer.contentType == "application/json")
        let path = server.folder.path.appending("a").appending("1").string
        let start =
            #"{"models":[{"name":"a","modelName":"a","modelUrl":"\#(path)","version":1,"model_version":"1","task":"binary","#
            + #""objective":"logistic","features":3,"trees":3,"ready":true},{"name":"b","modelName":"b","#
        #expect(answer.text.hasPrefix(start), "\(answer.text)")
    }

    @Test func `no model is an empty list`() throws {
        let server = AdminUnderTest(ModelHost([]))
        #expect(try server.ask(server.admin, "/models").text == #"{"models":[]}"#)
    }

    @Test func `a model tells its schema, quality, origin and files`() throws {
        let server = try AdminUnderTest([SmallModel()])
        let answer = try server.ask(server.admin, "/models/small")
        #expect(answer.status == 200)
        let json = try answer.json
        #expect(
            AdminUnderTest.members(json).map(\.name) == [
                "name", "modelName", "modelUrl", "version", "model_version", "task", "objective", "features", "trees", "ready",
                "target", "decision_threshold", "schema", "metrics", "provenance", "forest", "self_predictions", "files",
                "example", "example_by_position",
            ])
        #expect(
            AdminUnderTest.member(json, "schema")?.text(indented: false)
                == #"{"policy":"observe","missing_markers":["","NA","N/A","NaN","nan","null","NULL","?"],"features":["#
                + #"{"name":"age","type":"numeric","importance":0.5,"encoding":["identity"],"range":[18.0,90.0]},"#
                + #"{"name":"income","type":"numeric","importance":0.25,"encoding":["identity"],"range":[0.0,250000.5]},"#
                + #"{"name":"city","type":"categorical","importance":0.25,"encoding":["category_map"],"category_count":4,"#
                + #""categories":["Oslo","Rome","São Paulo","\"quoted\", city"]}]}"#)
        #expect(
            AdminUnderTest.member(json, "target")?.text(indented: false) == #"{"name":"outcome","classes":["no","yes"]}"#)
        #expect(AdminUnderTest.member(json, "decision_threshold") == .number("0.5"))
        #expect(
            AdminUnderTest.member(AdminUnderTest.member(json, "metrics"), "training")?.text(indented: false)
                == #"{"row_count":80,"positive_class":"yes","accuracy":0.9,"precision":0.8,"recall":0.7,"f1":0.75,"#
                + #""roc_auc":0.95,"log_loss":0.3}"#)
        #expect(AdminUnderTest.member(AdminUnderTest.member(json, "provenance"), "data_name") == .string("small.csv"))
        #expect(AdminUnderTest.member(AdminUnderTest.member(json, "forest"), "leaves") == .number("9"))
        #expect(AdminUnderTest.member(json, "self_predictions") == .number("7"))
        let files = AdminUnderTest.members(AdminUnderTest.member(json, "files"))
        #expect(files.map(\.name) == ["baseline.json", "forest.bin", "report.html"])
        for file in files { #expect(AdminUnderTest.members(file.value).map(\.name) == ["bytes", "sha256"]) }
    }

    @Test func `of very many categories the first are listed, and all counted`() throws {
        var model = SmallModel()
        model.manifest.contract.features[2].transforms = [.ordinalMap((0..<5000).map { "category \($0)" })]
        model.baseline.features[2].distribution = .categories(
            names: (0..<5000).map { "category \($0)" }, counts: [80] + [Int](repeating: 0, count: 4999))
        let server = try AdminUnderTest([model])
        let schema = AdminUnderTest.member(try server.ask(server.admin, "/models/small").json, "schema")
        guard case .array(let features)? = AdminUnderTest.member(schema, "features"), features.count == 3,
            case .array(let categories)? = AdminUnderTest.member(features[2], "categories")
        else {
            Issue.record("no categories")
            return
        }
        #expect(AdminUnderTest.member(features[2], "category_count") == .number("5000"))
        #expect(categories.count == 1000)
        #expect(categories.last == .string("category 999"))
    }

    @Test(arguments: ContractPolicy.allCases, Manifest.Task.allCases)
    func `the examples are taken as they are, under every policy`(policy: ContractPolicy, task: Manifest.Task) throws {
        var model = SmallModel(task: task)
        model.manifest.contract.policy = policy
        let server = try AdminUnderTest([model])
        try expectExamplesTaken(server, "small")
    }

    @Test func `an example fits a contract that no row of the self test fits`() throws {
        var model = SmallModel()
        model.manifest.contract.policy = .strict
        model.manifest.contract.features[0].range = 40...41
        model.manifest.contract.features[1].range = nil
        let infinite = Float.infinity
        let row: [Float] = [18.5, -infinite, 7]
        let margins = ReferenceScorer(model.forest.ensemble()).margins(row.map { Double($0) })
        model.manifest.selfTest = Manifest.SelfTest(rows: [row], margins: [margins])
        let server = try AdminUnderTest([model])
        let example = AdminUnderTest.member(try server.ask(server.admin, "/models/small").json, "example")
        #expect(example?.text(indented: false) == #"{"age":40,"income":"-Infinity","city":null}"#)
        try expectExamplesTaken(server, "small")
    }

    @Test func `the examples of the sample models are taken`() throws {
        let host = try ModelHost(folder: SharedData.packageRoot.appending("models"))
        #expect(host.modelCount > 0 && host.refusals.isEmpty)
        let server = AdminUnderTest(host)
        for model in host.listing { try expectExamplesTaken(server, model.name) }
    }

    private func expectExamplesTaken(_ server: AdminUnderTest, _ name: String) throws {
        let json = try server.ask(server.admin, "/models/\(name)").json
        let answers = try ["example", "example_by_position"].map { shape in
            let body = try #require(AdminUnderTest.member(json, shape)).text(indented: false)
            let answer = try server.ask(server.data, "POST", "/predict/\(name)", body: body)
            #expect(answer.status == 200, "\(body): \(answer.text)")
            return answer.text
        }
        #expect(answers[0] == answers[1])
    }

    @Test func `a model that is not there is told with the names`() throws {
        let server = try AdminUnderTest([SmallModel(name: "b"), SmallModel(name: "a")])
        for (path, name) in [
            ("/models/c", "c"), ("/models/", ""), ("/models/a/", "a/"), ("/models/%00", "%00"), ("/models/A", "A"),
        ] {
            let answer = try server.ask(server.admin, path)
            #expect(answer.status == 404)
            #expect(
                try answer.json == .object([.init("error", .string("there is no model \"\(name)\"; there are \"a\", \"b\""))]))
        }
        let long = try server.ask(server.admin, "/models/" + String(repeating: "a", count: 4000))
        #expect(long.status == 404)
        #expect(long.text.utf8.count < 300)
    }

    @Test func `a name may be percent-encoded`() throws {
        let server = try AdminUnderTest([SmallModel(name: "a.b")])
        let plain = try server.ask(server.admin, "/models/a.b")
        #expect(plain.status == 200)
        #expect(try server.ask(server.admin, "/models/%61%2E%62").text == plain.text)
        #expect(try server.ask(server.admin, "/models/%61%2e%62?x=1").text == plain.text)
    }

    @Test(arguments: ["/models", "/models/small", "/models/none", "/metrics", "/metrics/prometheus"])
    func `what the admin listener has is read, by GET or HEAD`(path: String) throws {
        let server = try AdminUnderTest([SmallModel()])
        #expect(try server.ask(server.admin, "HEAD", path).status == server.ask(server.admin, "GET", path).status)
        for method in ["POST", "PUT", "DELETE"] {
            let answer = try server.ask(server.admin, method, path, body: "{}")
            #expect(answer.status == 405)
            #expect(answer.fields == "Allow: GET, HEAD, OPTIONS\r\n")
        }
        for target in [path, "*"] {
            let answer = try server.ask(server.admin, "OPTIONS", target)
            #expect(answer.status == 204 && answer.text.isEmpty)
            #expect(answer.fields == "Allow: GET, HEAD, OPTIONS\r\n")
        }
    }

    @Test func `each listener says where the other's resources are`() throws {
        let server = try AdminUnderTest([SmallModel()])
        for path in ["/models", "/models/small", "/metrics", "/metrics/prometheus"] {
            let answer = try server.ask(server.data, path)
            #expect(answer.status == 404)
            #expect(answer.text.contains("--admin-port"))
        }
        for path in ["/predict/small", "/predict", "/api/predict", "/ml/predict/small"] {
            let answer = try server.ask(server.admin, "POST", path, body: "{}")
            #expect(answer.status == 404)
            #expect(answer.text.contains("data listener (--port)"))
        }
        for handler in [server.data, server.admin] as [RequestHandler] {
            let answer = try server.ask(handler, "/nowhere")
            #expect(answer.status == 404)
            #expect(answer.text.hasPrefix(#"{"error":"there is no such resource; "#))
        }
    }
}
