import BundleTestSupport
import Bundles
import Codecs
import Forest
import Network
import Serving
import Tabular
import Testing

struct RefusalTests {
    /// A body that is refused, and what the error has to say.
    struct BadBody: Sendable, CustomTestStringConvertible {
        var body: String
        var error: String
        var testDescription: String { body }
        init(_ body: String, _ error: String) {
            self.body = body
            self.error = error
        }
    }

    static let features = #""age", "income", "city""#
    static let cities = #""Oslo", "Rome", "São Paulo", ""quoted", city""#

    static let shapes =
        "an object of the model's features by name, {\"features\": [...]} with 3 values in the model's order, or "
        + "{\"instances\": [...]} with an array or object for each row"

    /// Bodies that no policy takes.
    static let malformed = [
        BadBody("", "the body is empty; accepted is \(shapes)"),
        BadBody("  ", "the body is not JSON: byte 2: found the end of the document, expected a value"),
        BadBody("{", "the body is not JSON: byte 1: "),
        BadBody("{\"age\":35,}", "the body is not JSON: byte 10: "),
        BadBody("{\"age\":35} x", "the body is not JSON: byte 11: "),
        BadBody("{\"age\":35}{}", "the body is not JSON: byte 10: "),
        BadBody("{\"age\":0x10}", "the body is not JSON: byte 8: "),
        BadBody("{\"age\":035}", "the body is not JSON: byte 7: a number that JSON does not have"),
        BadBody("{\"age\":1e}", "the body is not JSON: byte 7: a number that JSON does not have"),
        BadBody("{\"age\":NaN}", "the body is not JSON: byte 7: found 'N', expected a value"),
        BadBody("{\"age\":-Infinity}", "the body is not JSON: byte 7: "),
        BadBody("{\"age\":\"\u{1}\"}", "the body is not JSON: byte 8: "),
        BadBody("\u{FEFF}{\"age\":35}", "the body is not JSON: byte 0: found a byte order mark, expected a value"),
        BadBody(#"{"city":"\uD800"}"#, "the body is not JSON: byte 9: an escape names half of a surrogate pair"),
        BadBody(#"{"instances":[[1,2,"Rome"]"#, "the body is not JSON: byte 26: found the end of the document"),
        BadBody(#"{"instances":[[1,2,"Rome"]]} ]"#, "the body is not JSON: byte 29: "),
        BadBody("[1,2,3]", "the body is an array; accepted is \(shapes)"),
        BadBody("35", "the body is a number; accepted is an object"),
        BadBody("null", "the body is a literal; accepted is an object"),
        BadBody("\"age\"", "the body is a text; accepted is an object"),
    ]

    /// Bodies of one row.
    static let oneRow = [
        BadBody(
            "{}",
            "the body has none of the model's features; accepted are \(features), "
                + "or \"features\" with an array of 3 values, or \"instances\" with an array of rows"),
        BadBody(#"{"instances":{"age":1}}"#, "the body has none of the model's features"),
        BadBody(#"{"features":3}"#, "the body has none of the model's features"),
        BadBody(#"{"age":1,"income":2,"age":1}"#, #""age" is given more than once"#),
        BadBody(#"{"age":1,"\u0061ge":1}"#, #""age" is given more than once"#),
        BadBody(#"{"age":1,"x":1,"y":1,"x":2}"#, #""x" is given more than once"#),
        BadBody(#"{"x":1,"\u0078":{},"age":1}"#, #""x" is given more than once"#),
        BadBody(#"{"":1,"":2}"#, #""" is given more than once"#),
        BadBody(#"{"features":[1,2,"Rome"],"features":[1,2,"Rome"]}"#, #""features" is given more than once"#),
        BadBody(#"{"features":[1,2,"Rome"],"features":1}"#, #""features" is given more than once"#),
        BadBody(#"{"features":1,"features":[1,2,"Rome"]}"#, #""features" is given more than once"#),
        BadBody(
            #"{"age":1,"features":[1,2,"Rome"]}"#,
            #""features" and "age" are both given; accepted is one shape: the features by name, "features", or "instances""#),
        BadBody(#"{"features":[1,2,"Rome"],"city":"Rome"}"#, #""features" and "city" are both given"#),
        BadBody(#"{"features":[1,2]}"#, #""features" has 2 values; accepted are 3, in the order \#(features)"#),
        BadBody(#"{"features":[1]}"#, #""features" has 1 value; accepted are 3"#),
        BadBody(#"{"features":[]}"#, #""features" has 0 values"#),
        BadBody(#"{"features":[1,2,"Rome",[4],5]}"#, #""features" has 5 values"#),
        BadBody(#"{"age":"old"}"#, #""age": found the text "old"; accepted is a number from 18 to 90, or null"#),
        BadBody(#"{"age":"35"}"#, #""age": found the text "35"; accepted is a number"#),
        BadBody(#"{"age":" 35\t"}"#, "\"age\": found the text \" 35\t\"; accepted is a number"),
        BadBody(#"{"age":[35]}"#, #""age": found an array; accepted is a number"#),
        BadBody(#"{"income":{}}"#, #""income": found an object; accepted is a number"#),
        BadBody(#"{"city":3}"#, #""city": found the number 3; accepted is one of \#(cities), or null when it is missing"#),
        BadBody(
            #"{"features":[1,true,["Rome"]]}"#,
            #"features[2] ("city"): found an array; accepted is one of \#(cities), or null when it is missing; several rows are "#
                + #"sent as "instances""#),
        BadBody(#"{"features":[[1,2,"Rome"],[1,2,"Rome"]]}"#, #"features[0] ("age"): found an array; accepted is a number"#),
        BadBody(#"{"features":["x",1,"Rome"]}"#, #"features[0] ("age"): found the text "x""#),
    ]

    /// Bodies of several rows; the error says which.
    static let instances = [
        BadBody(#"{"instances":[]}"#, #""instances" has no rows; accepted is an array with a row or more"#),
        BadBody(
            #"{"instances":[[1,2,3]]}"#,
            #"instances[0][2] ("city"): found the number 3; accepted is one of \#(cities), or null when it is missing"#),
        BadBody(
            #"{"instances":[[1,2,"Rome"],[1,"x","Rome"]]}"#,
            #"instances[1][1] ("income"): found the text "x"; accepted is a number"#),
        BadBody(
            #"{"instances":[{"age":1},{"city":"Rome","age":"x"}]}"#,
            #"instances[1]["age"]: found the text "x"; accepted is a number from 18 to 90, or null when it is missing"#),
        BadBody(#"{"instances":[{"age":1,"age":2}]}"#, #"instances[0]["age"] is given more than once"#),
        BadBody(#"{"instances":[{"age":1},{"age":1,"x":1,"x":1}]}"#, #"instances[1]["x"] is given more than once"#),
        BadBody(#"{"instances":[{"age":1},{}]}"#, "instances[1] has none of the model's features; accepted are \(features)"),
        BadBody(#"{"instances":[{"features":[1,2,"Rome"]}]}"#, "instances[0] has none of the model's features"),
        BadBody(
            #"{"instances":[[1,2,"Rome"],[1,2]]}"#, #"instances[1] has 2 values; accepted are 3, in the order \#(features)"#),
        BadBody(#"{"instances":[[1,2,"Rome",4]]}"#, "instances[0] has 4 values; accepted are 3"),
        BadBody(#"{"instances":[[[1,2,"Rome"]]]}"#, #"instances[0][0] ("age"): found an array; accepted is a number"#),
        BadBody(
            #"{"instances":[1,2,"Rome"]}"#,
            "instances[0] is a number; accepted is an array with 3 values in the model's order, or an object of the model's features "
                + "by name"),
        BadBody(#"{"instances":[[1,2,"Rome"],null]}"#, "instances[1] is a literal; accepted is an array with 3 values"),
        BadBody(#"{"instances":[[1,2,"Rome"]],"instances":[]}"#, #""instances" is given more than once"#),
        BadBody(#"{"instances":[[1,2,"Rome"]],"instances":0}"#, #""instances" is given more than once"#),
        BadBody(#"{"instances":[[1,2,"Rome"]],"features":[1,2,"Rome"]}"#, #""instances" and "features" are both given"#),
        BadBody(#"{"features":[1,2,"Rome"],"instances":[[1,2,"Rome"]]}"#, #""features" and "instances" are both given"#),
        BadBody(#"{"age":1,"instances":[[1,2,"Rome"]]}"#, #""instances" and "age" are both given"#),
        BadBody(#"{"instances":[[1,2,"Rome"]],"age":1}"#, #""instances" and "age" are both given"#),
        BadBody(#"{"x":1,"instances":[[1,2,"Rome"]],"x":1}"#, #""x" is given more than once"#),
    ]

    @Test(arguments: malformed + oneRow + instances)
    func `a body that is no row gets 400 and says what is accepted`(bad: BadBody) throws {
        let server = try HandlerUnderTest()
        let answer = try server.ask(body: bad.body)
        #expect(answer.status == 400)
        #expect(answer.error?.hasPrefix(bad.error) == true, "\(answer.text)")
        #expect(server.counters.refusalCount(model: 0) == 1)
        let good = try server.ask(body: #"{"features":[35,42000,"Oslo"]}"#)
        #expect(good.status == 200, "an error leaves nothing behind")
    }

    /// Violations of the contract, for which the policies differ.
    static let violations: [(body: String, error: String, violation: Violation)] = [
        (
            #"{"age":35,"income":1,"city":"Oslo","x":1}"#,
            #""x" is no feature of the model; accepted are "age", "income", "city""#,
            .extraField
        ),
        (#"{"features":[35,1,"Oslo"],"x":[1,[]]}"#, #""x" is no feature of the model"#, .extraField),
        (#"{"instances":[[35,1,"Oslo"]],"x":{}}"#, #""x" is no feature of the model"#, .extraField),
        (
            #"{"instances":[{"age":35,"income":1,"city":"Oslo","x":1}]}"#, #"instances[0]["x"] is no feature of the model"#,
            .extraField
        ),
        (#"{"age":35,"income":1}"#, #""city": the feature is missing; accepted is one of"#, .missingFeature),
        (
            #"{"instances":[[35,1,"Oslo"],{"age":35,"income":1}]}"#,
            #"instances[1]["city"]: the feature is missing; accepted is one of"#, .missingFeature
        ),
        (
            #"{"age":35,"income":1,"city":"Paris"}"#, #""city": the text "Paris" is an unknown category; accepted is one of"#,
            .unknownCategory
        ),
        (
            #"{"instances":[[35,1,"Paris"]]}"#, #"instances[0][2] ("city"): the text "Paris" is an unknown category"#,
            .unknownCategory
        ),
        (
            #"{"age":17,"income":1,"city":"Oslo"}"#,
            #""age": the number 17 is out of range; accepted is a number from 18 to 90"#, .outOfRange
        ),
        (#"{"age":1e999,"income":1,"city":"Oslo"}"#, #""age": the number 1e999 is out of range"#, .outOfRange),
        (#"{"age":"Infinity","income":1,"city":"Oslo"}"#, #""age": the text "Infinity" is out of range"#, .outOfRange),
    ]

    @Test(arguments: [
        (
            #"{"instances":{"id":"2","v":1}}"#,
            #""instances" is an object; accepted is an array with an array or object for each row"#
        ),
        (#"{"instances":null}"#, #""instances" is a literal; accepted is an array"#),
        (#"{"features":{"age":35}}"#, #""features" is an object; accepted is an array with 3 values in the model's order"#),
        (#"{"age":35,"features":"x"}"#, #""features" is a text; accepted is an array"#),
        (#"{"instances":[{"features":3}]}"#, #"instances[0]["features"] is no feature of the model; accepted are "age""#),
    ])
    func `a strict contract says that a shape is an array`(body: String, error: String) throws {
        let answer = try HandlerUnderTest { $0.contract.policy = .strict }.ask(body: body)
        #expect(answer.status == 400)
        #expect(answer.error?.hasPrefix(error) == true, "\(answer.text)")
    }

    @Test(arguments: [
        (#"{"features":35,"features":[35,1,"Rome"]}"#, #""features" is given more than once"#),
        (#"{"income":1,"features":35,"features":[35,1,"Rome"]}"#, #""features" is given more than once"#),
        (#"{"features":[35,1,"Rome"],"features":35}"#, #""features" is given more than once"#),
        (#"{"features":[35,1,"Rome"],"income":3}"#, #""features" and "income" are both given"#),
        (#"{"income":3,"features":[35,1,"Rome"]}"#, #""features" and "income" are both given"#),
        (#"{"features":35,"instances":[[35,1,"Rome"]]}"#, #""instances" and "features" are both given"#),
        (#"{"instances":[[35,1,"Rome"]],"features":35}"#, #""instances" and "features" are both given"#),
        (#"{"features":"x"}"#, #""features": found the text "x"; accepted is a number"#),
    ])
    func `a feature may have the name of a shape, and is given once all the same`(body: String, error: String) throws {
        // Without a baseline, which would name its features too.
        var model = SmallModel(imported: .logistic, task: .binary)
        model.manifest.contract.features[0].name = "features"
        for policy in ContractPolicy.allCases where policy != .repair {
            model.manifest.contract.policy = policy
            let server = try HandlerUnderTest([model])
            let answer = try server.ask(body: body)
            #expect(answer.status == 400)
            #expect(answer.error?.hasPrefix(error) == true, "\(answer.text)")
            #expect(try server.ask(body: #"{"features":35,"income":1,"city":"Rome"}"#).status == 200)
            #expect(try server.ask(body: #"{"features":[35,1,"Rome"]}"#).status == 200)
        }
    }

    @Test(arguments: violations)
    func `a strict contract refuses every violation, the others let it pass, and each is counted`(
        body: String, error: String, violation: Violation
    ) throws {
        for policy in ContractPolicy.allCases {
            let server = try HandlerUnderTest { $0.contract.policy = policy }
            let answer = try server.ask(body: body)
            #expect(answer.status == (policy == .strict ? 400 : 200))
            if policy == .strict { #expect(answer.error?.hasPrefix(error) == true, "\(answer.text)") }
            for other in Violation.allCases {
                #expect(server.counters.violationCount(other, model: 0) == (other == violation ? 1 : 0), "\(policy) \(other)")
            }
        }
    }

    @Test func `a repairing contract reads what is of the wrong type as missing, and clamps`() throws {
        let server = try HandlerUnderTest { $0.contract.policy = .repair }
        let missing = try server.ask(body: #"{"age":null,"income":null,"city":"Oslo"}"#)
        for value in [#""old""#, #""35""#] {
            #expect(try server.ask(body: #"{"age":\#(value),"income":null,"city":"Oslo"}"#).text == missing.text)
        }
        let clamped = try server.ask(body: #"{"age":91,"income":1,"city":"Oslo"}"#)
        #expect(try server.ask(body: #"{"age":1e9,"income":1,"city":"Oslo"}"#).text == clamped.text)
    }

    @Test func `an invalid UTF-8 name or text is refused, at its byte`() throws {
        let server = try HandlerUnderTest()
        let head = "POST /predict/small HTTP/1.1\r\nHost: a\r\nContent-Length: 13\r\n\r\n"
        let answer = try server.ask(Array(head.utf8) + Array("{\"city\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8))
        #expect(answer.status == 400)
        #expect(answer.error?.hasPrefix("the body is not JSON: byte 9: ") == true, "\(answer.text)")
    }

    @Test func `nesting deeper than the limit is refused`() throws {
        let server = try HandlerUnderTest()
        let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        let answer = try server.ask(body: "{\"x\":\(deep)}")
        #expect(answer.status == 400)
        #expect(answer.error?.contains("nested more than 64 deep") == true, "\(answer.text)")
    }

    @Test(arguments: [3, 10, 64])
    func `the limit of nesting is an option`(depthMax: Int) throws {
        var options = ServingOptions()
        options.jsonDepthMax = depthMax
        let server = try HandlerUnderTest(options: options)
        // The body itself is the first.
        for (depth, status) in [(depthMax - 1, 200), (depthMax, 400)] {
            let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let answer = try server.ask(body: "{\"age\":35,\"x\":\(deep)}")
            #expect(answer.status == status)
            guard status == 400 else { continue }
            #expect(answer.error?.hasSuffix("arrays and objects are nested more than \(depthMax) deep") == true, "\(answer.text)")
        }
        #expect(try server.ask(body: "{\"instances\":[[35,1,\"Oslo\"],{\"age\":1}]}").status == 200)
    }

    @Test(arguments: [
        ("GET", "/", 404, ""), ("GET", "/healthz", 404, ""), ("GET", "/health/", 404, ""), ("POST", "/predictions", 404, ""),
        ("POST", "/predict/", 404, ""), ("POST", "/predict/none", 404, ""), ("POST", "/predict/small/", 404, ""),
        ("POST", "/predict/smal", 404, ""), ("POST", "/predict/\(String(repeating: "x", count: 999))", 404, ""),
        ("GET", "/predict/small", 405, "Allow: POST, OPTIONS\r\n"), ("PUT", "/predict/small", 405, "Allow: POST, OPTIONS\r\n"),
        ("POST", "/health", 405, "Allow: GET, HEAD, OPTIONS\r\n"), ("PURGE", "/health", 405, "Allow: GET, HEAD, OPTIONS\r\n"),
    ])
    func `unknown resources and wrong methods are told apart`(method: String, target: String, status: Int, fields: String) throws
    {
        let server = try HandlerUnderTest()
        let answer = try server.ask(method, target: target, body: #"{"features":[35,42000,"Oslo"]}"#)
        #expect(answer.status == status)
        #expect(answer.fields == fields)
        #expect(answer.error != nil)
    }

    @Test func `an unknown model is refused with the names there are`() throws {
        let server = try HandlerUnderTest([SmallModel(name: "b"), SmallModel(name: "a")])
        #expect(try server.ask(target: "/predict/c", body: "{}").error == #"there is no model "c"; there are "a", "b""#)
        #expect(try server.ask(target: "/predict/%61", body: #"{"age":35}"#).status == 200, "a percent-encoded name is the name")
    }

    @Test(arguments: [
        ("Content-Type: application/json\r\n", 200), ("content-type: Application/JSON; charset=UTF-8\r\n", 200),
        ("Content-Type: application/json;charset=\"utf-8\"; x=y\r\n", 200), ("Content-Type: text/json\r\n", 200),
        ("Content-Type: application/vnd.x+json\r\n", 200), ("Content-Type:\r\n", 200), ("Content-Encoding: identity\r\n", 200),
        ("Content-Type: application/json; charset=latin1\r\n", 415), ("Content-Type: text/csv\r\n", 415),
        ("Content-Type: application/x-www-form-urlencoded\r\n", 200), ("Content-Type: json\r\n", 415),
        ("Content-Type: application/json;\r\n", 200), ("Content-Type: application/json ; ; charset=\"utf\\-8\"\r\n", 200),
        ("Content-Type: application/json; x=\"a; charset=latin1\"\r\n", 200),
        ("Content-Type: application/json; x=\"\\\"; charset=latin1\"\r\n", 200),
        ("Content-Type: application/json; charset = latin1\r\n", 415), ("Content-Type: application/json; charset\r\n", 415),
        ("Content-Type: application/json; charset=\r\n", 415), ("Content-Type: application/json; charset=\"utf-8\r\n", 415),
        ("Content-Type: application/json; charset=\"utf-8\\\r\n", 415),
        ("Content-Type: application/json; charset=utf-88\r\n", 415),
        ("Content-Type: application/json; charset=\"utf-\"\r\n", 415), ("Content-Type: application/json; x=y z\r\n", 415),
        ("Content-Encoding: br\r\n", 415), ("Content-Encoding:\r\n", 200), ("Content-Encoding: ,identity, ,\r\n", 200),
        ("Content-Encoding: identity, br\r\n", 415), ("Content-Encoding: gzip, deflate\r\n", 415),
    ])
    func `bodies of other formats are refused`(fields: String, status: Int) throws {
        let server = try HandlerUnderTest()
        let answer = try server.ask(body: #"{"age":35}"#, fields: fields)
        #expect(answer.status == status)
        #expect((answer.error != nil) == (status != 200))
    }

    @Test func `a prediction without a length is asked for one`() throws {
        #expect(try HandlerUnderTest().ask(body: nil).status == 411)
    }

    @Test(arguments: [(#"{"age":35}"#, 200), ("", 400)])
    func `a chunked body is one, whatever its length`(decoded: String, status: Int) throws {
        let head = "POST /predict/small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(try HandlerUnderTest().ask(Array((head + decoded).utf8)).status == status)
    }

    @Test func `what the loop refuses is told as JSON too`() throws {
        let server = try HandlerUnderTest()
        for reason in HTTPParseError.Reason.allCases {
            let response = server.handler.refuse(HTTPRefusal(status: reason.status, reason: reason.text))
            let answer = try HandlerUnderTest.answer(response)
            #expect(answer.status == Int(reason.status.rawValue))
            #expect(answer.error == "\(reason.text)")
        }
    }
}
