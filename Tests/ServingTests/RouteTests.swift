import BundleTestSupport
import Bundles
import Codecs
import Serving
import SystemPackage
import TestSupport
import Testing

struct RouteTests {
    private let body = #"{"features":[35,42000,"Oslo"]}"#

    @Test(arguments: ["/predict", "/api/predict", "/ml/predict"])
    func `the older names ask what /predict asks`(path: String) throws {
        let server = try HandlerUnderTest()
        let expected = try server.ask(target: "/predict/small", body: body)
        #expect(expected.status == 200)
        for target in [path, "\(path)?margin=0", "\(path)/small", "\(path)/%73mall"] {
            #expect(try server.ask(target: target, body: body).text == expected.text, "\(target)")
        }
        let wrong = try server.ask("GET", target: path)
        #expect(wrong.status == 405)
        #expect(wrong.fields == "Allow: POST, OPTIONS\r\n")
        for target in ["\(path)s", "\(path)/small/", "\(path)//small", "/v1\(path)"] {
            #expect(try server.ask(target: target, body: body).status == 404, "\(target)")
        }
    }

    @Test func `of several models the path names one, or the default is asked`() throws {
        let models = [SmallModel(name: "b"), SmallModel(name: "a")]
        let answer = try HandlerUnderTest(models).ask(target: "/predict", body: body)
        #expect(answer.status == 404)
        #expect(
            answer.error
                == #"the path names no model, and there is no default one (--default-model); there are "a", "b": "#
                + "POST /predict/NAME")
        var options = ServingOptions()
        options.defaultModel = "b"
        let server = try HandlerUnderTest(models, options: options)
        #expect(try server.ask(target: "/predict", body: body)["model"] == .string("b"))
        #expect(try server.ask(target: "/predict/a", body: body)["model"] == .string("a"))
    }

    @Test func `a default model that is not served is said to be so`() throws {
        var options = ServingOptions()
        options.defaultModel = "c"
        let answer = try HandlerUnderTest([SmallModel(name: "a")], options: options).ask(target: "/predict", body: body)
        #expect(answer.status == 404)
        #expect(answer.error == #"the default model "c" is not served; there are "a""#)
    }

    @Test func `a model whose bundle was refused is told apart from one that never was`() throws {
        let folder = TemporaryFolder()
        for name in ["a", "b"] { try SmallModel(name: name).write(to: folder.path) }
        try LooseBundle.write([], to: folder.path.appending("b").appending("1").appending("forest.bin"))
        try LooseBundle.createFolder(folder.path.appending("c"))
        for defaultModel in [nil, "b"] {
            var options = ServingOptions()
            options.defaultModel = defaultModel
            let server = try HandlerUnderTest(folder, options: options)
            let reason = #": its bundle was refused when the server started, whose log says why; there are "a""#
            for name in ["b", "c"] {
                let answer = try server.ask(target: "/predict/\(name)", body: body)
                #expect(answer.status == 404)
                #expect(answer.error == "there is no model \"\(name)\"\(reason)")
                #expect(answer.text.contains("\(folder.path)") == false)
            }
            #expect(try server.ask(target: "/predict/d", body: body).error == #"there is no model "d"; there are "a""#)
            guard defaultModel != nil else { continue }
            #expect(try server.ask(target: "/predict", body: body).error == #"the default model "b" is not served"# + reason)
        }
    }

    @Test func `below a base path everything is found there, and health outside too`() throws {
        var options = ServingOptions()
        options.basePath = "/ml/v1"
        let server = try HandlerUnderTest([SmallModel()], options: options)
        for target in ["/ml/v1/predict", "/ml/v1/predict/small", "/ml/v1/api/predict", "/ml/v1/ml/predict/small"] {
            #expect(try server.ask(target: target, body: body).status == 200, "\(target)")
        }
        for target in ["/predict", "/predict/small", "/ml/v1", "/ml/v1predict", "/ml/v2/predict", "/ml/predict", "/ml/v1/x"] {
            let answer = try server.ask(target: target, body: body)
            #expect(answer.status == 404, "\(target)")
            #expect(answer.error?.contains("/ml/v1") == true, "\(answer.text)")
        }
        for target in ["/health", "/ml/v1/health"] { #expect(try server.ask("GET", target: target).status == 200) }
    }

    @Test(arguments: [
        ("*", 204, "Allow: GET, HEAD, POST, OPTIONS\r\n"), ("/predict/small", 204, "Allow: POST, OPTIONS\r\n"),
        ("/predict", 204, "Allow: POST, OPTIONS\r\n"), ("/ml/predict/small", 204, "Allow: POST, OPTIONS\r\n"),
        ("/health", 204, "Allow: GET, HEAD, OPTIONS\r\n"), ("/health/ready", 204, "Allow: GET, HEAD, OPTIONS\r\n"),
        ("/healthz", 404, ""), ("/", 404, ""), ("http://a/", 404, ""), ("/models", 404, ""),
        ("http://a", 204, "Allow: GET, HEAD, POST, OPTIONS\r\n"), ("http://a?b", 404, ""),
    ])
    func `OPTIONS tells what a resource, or the server as a whole, is asked with`(
        target: String, status: Int, field: String
    ) throws {
        let server = try HandlerUnderTest()
        for body in [nil, "", #"{"x":1}"#] {
            let answer = try server.ask("OPTIONS", target: target, body: body)
            #expect(answer.status == status)
            #expect(answer.fields == field)
            #expect(answer.text.isEmpty == (status == 204))
            #expect(answer.contentType.isEmpty == (status == 204))
        }
    }

    @Test func `resources of the admin listener are said to be there`() throws {
        for target in ["/models", "/models/small", "/metrics", "/metrics/prometheus"] {
            let answer = try HandlerUnderTest().ask("GET", target: target)
            #expect(answer.status == 404)
            #expect(answer.error?.contains("admin listener (--admin-port)") == true, "\(answer.text)")
        }
    }

    @Test(arguments: [
        ("", false), ("/", false), ("ml", false), ("/ml", true), ("/ml/", false), ("//ml", false), ("/ml/v1.0/a_b~c-d", true),
        ("/.", false), ("/a/..", false), ("/a%20b", false), ("/a b", false), ("/a?b", false), ("/ü", false),
        ("/" + String(repeating: "a", count: 1023), true), ("/" + String(repeating: "a", count: 1024), false),
    ])
    func `a base path is segments that need no encoding`(path: String, isOne: Bool) {
        #expect(ServingOptions.isBasePath(path) == isOne)
    }
}
