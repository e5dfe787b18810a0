import BundleTestSupport
import Bundles
import Network
import Serving
import SystemPackage
import TestSupport
import Testing

struct HealthTests {
    private func server(basePath: String = "") throws -> AdminUnderTest {
        var options = ServingOptions()
        options.basePath = basePath
        return try AdminUnderTest([SmallModel(name: "b"), SmallModel(name: "a")], options: options)
    }

    private let models = #"[{"name":"a","version":1},{"name":"b","version":1}]"#
    private let readyModels = #"[{"name":"a","version":1,"ready":true},{"name":"b","version":1,"ready":true}]"#

    @Test func `both listeners tell that the process lives and is ready`() throws {
        let server = try server()
        for handler in [server.data, server.admin] as [RequestHandler] {
            let health = try server.ask(handler, "/health")
            #expect(health.status == 200)
            #expect(health.text == #"{"status":"ok","models":\#(models)}"#)
            #expect(health.contentType == "application/json")
            let live = try server.ask(handler, "/health/live")
            #expect(live.status == 200)
            #expect(live.text == #"{"status":"live"}"#)
            let ready = try server.ask(handler, "/health/ready")
            #expect(ready.status == 200)
            #expect(ready.text == #"{"status":"ready","models":\#(readyModels)}"#)
        }
    }

    @Test func `a draining process lives and is not ready`() throws {
        let server = try server()
        #expect(server.state.isReady && !server.state.isDraining)
        server.state.beginDraining()
        server.state.beginDraining()
        #expect(!server.state.isReady && server.state.isDraining)
        for handler in [server.data, server.admin] as [RequestHandler] {
            let health = try server.ask(handler, "/health")
            #expect(health.status == 200)
            #expect(health.text == #"{"status":"draining","models":\#(models)}"#)
            #expect(try server.ask(handler, "/health/live").status == 200)
            let ready = try server.ask(handler, "/health/ready")
            #expect(ready.status == 503)
            #expect(ready.text == #"{"status":"draining","models":\#(readyModels)}"#)
        }
    }

    @Test func `a process without a model is not ready`() throws {
        let server = AdminUnderTest(ModelHost([]))
        #expect(!server.state.isReady)
        let ready = try server.ask(server.data, "/health/ready")
        #expect(ready.status == 503)
        #expect(ready.text == #"{"status":"not ready","models":[]}"#)
    }

    @Test(arguments: ["/health", "/health/live", "/health/ready"])
    func `health is read, by GET or HEAD`(path: String) throws {
        let server = try server()
        for handler in [server.data, server.admin] as [RequestHandler] {
            #expect(try server.ask(handler, "HEAD", path).status == 200)
            for method in ["POST", "PUT", "DELETE", "BREW"] {
                let answer = try server.ask(handler, method, path)
                #expect(answer.status == 405)
                #expect(answer.fields == "Allow: GET, HEAD, OPTIONS\r\n")
            }
            #expect(try server.ask(handler, path + "/").status == 404)
        }
    }

    @Test(arguments: ["/health", "/health/live", "/health/ready"])
    func `health answers at the bare path and below the base path`(path: String) throws {
        let server = try server(basePath: "/x/y")
        #expect(try server.ask(server.data, path).status == 200)
        #expect(try server.ask(server.data, "/x/y" + path).status == 200)
        #expect(try server.ask(server.data, "/x/yy" + path).status == 404)
        #expect(try server.ask(server.data, "/x" + path).status == 404)
        #expect(try server.ask(server.admin, path).status == 200)
        #expect(try server.ask(server.admin, "/x/y" + path).status == 404)
    }
}

struct SelfPredictionTests {
    @Test(arguments: Manifest.Task.allCases)
    func `a model that does not reproduce its sample is refused by name, and the others are served`(task: Manifest.Task) throws {
        let folder = TemporaryFolder()
        let bundles = try ["a", "b", "c"].map { try Bundle(path: SmallModel(task: task, name: $0).write(to: folder.path)) }
        let host = ModelHost(bundles) { bundle in
            var selfTest = bundle.manifest.selfTest
            // The last bit of the last margin.
            let margin = selfTest.margins[6].removeLast()
            selfTest.margins[6].append(bundle.manifest.name == "b" ? margin.nextUp : margin)
            return selfTest
        }
        #expect(host.listing.map(\.name) == ["a", "c"])
        #expect(host.refusals.count == 1)
        #expect(host.refusals[0].bundle == bundles[1].path.string)
        #expect(host.refusals[0].field == "self_test.margins[6][\(task == .multiclass ? 2 : 0)]")
        #expect(host.refusals[0].reason.hasSuffix("; accepted are equal bits"))
        let server = AdminUnderTest(host)
        #expect(server.state.isReady, "those that are served hold")
        #expect(try server.ask(server.data, "POST", "/predict/c", body: #"{"age":35}"#).status == 200)
        #expect(try server.ask(server.data, "POST", "/predict/b", body: #"{"age":35}"#).status == 404)
    }
}
