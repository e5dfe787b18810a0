import BundleTestSupport
import Bundles
import Codecs
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

    @Test(arguments: [
        BadBody("", "the body is not JSON: byte 0: "),
        BadBody("{", "the body is not JSON: byte 1: "),
        BadBody("{\"age\":35,}", "the body is not JSON: byte 10: "),
        BadBody("{\"age\":35} x", "the body is not JSON: byte 11: "),
        BadBody("{\"age\":0x10}", "the body is not JSON: byte 8: "),
        BadBody("{\"age\":\"\u{1}\"}", "the body is not JSON: byte 8: "),
        BadBody(
            "[1,2,3]",
            "the body is an array; accepted is an object of the model's features by name, "
                + "or {\"features\": [...]} with 3 values in the model's order"),
        BadBody("35", "the body is a number; accepted is an object"),
        BadBody(
            "{}",
            "the body has none of the model's features; accepted are \(features), "
                + "or \"features\" with an array of 3 values"),
        BadBody(#"{"instances":[[1,2,3]]}"#, "the body has none of the model's features"),
        BadBody(#"{"age":1,"income":2,"age":1}"#, #""age" is given more than once"#),
        BadBody(#"{"age":1,"\u0061ge":1}"#, #""age" is given more than once"#),
        BadBody(#"{"features":[1,2,"Rome"],"features":[1,2,"Rome"]}"#, #""features" is given more than once"#),
        BadBody(#"{"age":1,"features":[1,2,"Rome"]}"#, #""features" and "age" are both given"#),
        BadBody(#"{"features":[1,2,"Rome"],"city":"Rome"}"#, #""features" and "city" are both given"#),
        BadBody(#"{"features":[1,2]}"#, #""features" has 2 values; accepted are 3, in the order \#(features)"#),
        BadBody(#"{"features":[]}"#, #""features" has 0 values"#),
        BadBody(#"{"features":[1,2,"Rome",[4],5]}"#, #""features" has 5 values"#),
        BadBody(#"{"age":"old"}"#, #""age": found the text "old"; accepted is a number from 18 to 90, or null"#),
        BadBody(#"{"age":"35"}"#, #""age": found the text "35"; accepted is a number"#),
        BadBody(#"{"age":[35]}"#, #""age": found an array; accepted is a number"#),
        BadBody(#"{"income":{}}"#, #""income": found an object; accepted is a number"#),
        BadBody(#"{"city":3}"#, #""city": found the number 3; accepted is one of \#(cities), or null when it is missing"#),
        BadBody(#"{"features":[1,true,["Rome"]]}"#, #"features[2] ("city"): found an array; accepted is one of"#),
        BadBody(#"{"features":["x",1,"Rome"]}"#, #"features[0] ("age"): found the text "x""#),
    ])
    func `a body that is no row gets 400 and says what is accepted`(bad: BadBody) throws {
        let server = try HandlerUnderTest()
        let answer = try server.ask(body: bad.body)
        #expect(answer.status == 400)
        #expect(answer.error?.hasPrefix(bad.error) == true, "\(answer.text)")
        let good = try server.ask(body: #"{"features":[35,42000,"Oslo"]}"#)
        #expect(good.status == 200, "an error leaves nothing behind")
    }

    @Test(arguments: [
        (#"{"age":35,"income":1,"city":"Oslo","x":1}"#, #""x" is no feature of the model; accepted are "age", "income", "city""#),
        (#"{"age":35,"income":1}"#, #""city": the feature is missing; accepted is one of"#),
        (#"{"age":35,"income":1,"city":"Paris"}"#, #""city": the text "Paris" is an unknown category; accepted is one of"#),
        (
            #"{"age":17,"income":1,"city":"Oslo"}"#,
            #""age": the number 17 is out of range; accepted is a number from 18 to 90"#
        ),
    ])
    func `a strict contract refuses every violation, an observing one lets it pass`(body: String, error: String) throws {
        let strict = try HandlerUnderTest { $0.contract.policy = .strict }.ask(body: body)
        #expect(strict.status == 400)
        #expect(strict.error?.hasPrefix(error) == true, "\(strict.text)")
        #expect(try HandlerUnderTest().ask(body: body).status == 200)
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

    @Test(arguments: [
        ("GET", "/", 404, ""), ("GET", "/healthz", 404, ""), ("GET", "/health/", 404, ""), ("POST", "/predict", 404, ""),
        ("POST", "/predict/", 404, ""), ("POST", "/predict/none", 404, ""), ("POST", "/predict/small/", 404, ""),
        ("POST", "/predict/smal", 404, ""), ("POST", "/predict/\(String(repeating: "x", count: 999))", 404, ""),
        ("GET", "/predict/small", 405, "Allow: POST\r\n"), ("PUT", "/predict/small", 405, "Allow: POST\r\n"),
        ("POST", "/health", 405, "Allow: GET, HEAD\r\n"), ("PURGE", "/health", 405, "Allow: GET, HEAD\r\n"),
        ("OPTIONS", "*", 404, ""),
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
        ("Content-Encoding: gzip\r\n", 415),
    ])
    func `bodies of other formats are refused`(fields: String, status: Int) throws {
        let server = try HandlerUnderTest()
        let answer = try server.ask(body: #"{"age":35}"#, fields: fields)
        #expect(answer.status == status)
        #expect((answer.error != nil) == (status != 200))
    }

    @Test(arguments: ["margin", "margin=2", "margins=1", "margin=1&margin=1", "x"])
    func `a query that is not understood is refused`(query: String) throws {
        let answer = try HandlerUnderTest().ask(target: "/predict/small?\(query)", body: #"{"age":35}"#)
        #expect(answer.status == 400)
        #expect(answer.error?.contains("margin=1") == true)
    }

    @Test func `a prediction without a length is asked for one`() throws {
        #expect(try HandlerUnderTest().ask(body: nil).status == 411)
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
