import Base
import BundleTestSupport
import Bundles
import Codecs
import Serving
import ServingTestSupport
import Tabular
import TestSupport
import Testing

/// The shapes of a body and of its answer.
struct ShapeTests {
    static let row = #"35,42000,"Oslo""#

    @Test(arguments: Manifest.Task.allCases)
    func `several rows are answered in their order, each as it is answered alone`(task: Manifest.Task) throws {
        let server = try HandlerUnderTest(task)
        let rows = [#"[35,42000,"Oslo"]"#, #"{"age":62,"city":"Rome"}"#, #"[null,1,null]"#]
        let alone = try rows.map { row in
            let body = row.hasPrefix("[") ? "{\"features\":\(row)}" : row
            return try server.ask(target: "/predict?margin=1", body: body)
        }
        let together = try server.ask(
            target: "/predict?margin=1", body: "{\"instances\":[\(rows.joined(separator: ", "))],\"id\":7}")
        #expect(together.members.map(\.name) == ["model", "version", "model_version", "predictions"])
        #expect(together.text.hasPrefix(#"{"model":"small","version":1,"model_version":"1","predictions":[{"prediction":"#))
        let expected = alone.map { answer in
            JSONValue.object(answer.members.dropFirst(3).map { JSONValue.Member($0.name, $0.value) })
        }
        #expect(together["predictions"] == .array(expected))
    }

    @Test(arguments: Manifest.Task.allCases)
    func `instances of one row are answered flat and as a list`(task: Manifest.Task) throws {
        let server = try HandlerUnderTest(task)
        let flat = try server.ask(body: "{\"features\":[\(Self.row)]}")
        let members = flat.text.dropFirst(#"{"model":"small","version":1,"model_version":"1","#.utf8.count).dropLast()
        for body in ["{\"instances\":[[\(Self.row)]]}", #"{"instances":[{"city":"Oslo","income":42000,"age":35}]}"#] {
            let answer = try server.ask(body: body)
            #expect(answer.text == flat.text.dropLast() + ",\"predictions\":[{" + members + "}]}")
        }
    }

    @Test func `a binary answer has both probabilities on request, a multiclass one is without them on request`() throws {
        let binary = try HandlerUnderTest().ask(target: "/predict?probabilities=1", body: "{\"features\":[\(Self.row)]}")
        let positive = try #require(binary.float("probability"))
        let both = JSONValue.object([.init("no", .number("\(1 - positive)")), .init("yes", .number("\(positive)"))])
        #expect(binary["probabilities"] == both)
        let names = ["model", "version", "model_version", "prediction", "probability", "probabilities", "confidence"]
        #expect(binary.members.map(\.name) == names)

        let multiclass = try HandlerUnderTest(.multiclass)
        let without = try multiclass.ask(target: "/predict?probabilities=0", body: "{\"features\":[\(Self.row)]}")
        #expect(without["probabilities"] == nil)
        let with = try multiclass.ask(target: "/predict?probabilities=1", body: "{\"features\":[\(Self.row)]}")
        #expect(with.text == (try multiclass.ask(body: "{\"features\":[\(Self.row)]}")).text)
        #expect(with["confidence"] == without["confidence"])
    }

    @Test(arguments: [
        ("", 200), ("margin=1", 200), ("margin=0", 200), ("probabilities=0", 200), ("margin=1&probabilities=1", 200),
        ("probabilities=1&margin=1", 200), ("margin", 400), ("margin=", 400), ("margin=2", 400), ("margins=1", 400),
        ("margin=1&", 400), ("&margin=1", 400), ("&", 400), ("margin=1&margin=1", 400), ("margin=1&margin=0", 400),
        ("probabilities=1&margin=1&probabilities=1", 400), ("probabilities=true", 400), ("margin=11", 400), ("x", 400),
        ("Margin=1", 400), ("margin=%31", 400), ("margin=1;probabilities=1", 400),
    ])
    func `a query is the parameters there are, each once`(query: String, status: Int) throws {
        let answer = try HandlerUnderTest().ask(target: "/predict?\(query)", body: "{\"features\":[\(Self.row)]}")
        #expect(answer.status == status)
        guard status == 400 else { return }
        let accepted = "accepted are margin=1 (or 0) and probabilities=1 (or 0), each once, joined by &"
        #expect(answer.error == "the query is not understood; \(accepted)")
    }

    @Test func `a regression has no probabilities to ask for`() throws {
        let server = try HandlerUnderTest(.regression)
        #expect(try server.ask(target: "/predict?probabilities=0", body: "{\"features\":[\(Self.row)]}").status == 200)
        let answer = try server.ask(target: "/predict?probabilities=1", body: "{\"features\":[\(Self.row)]}")
        #expect(answer.status == 400)
        #expect(answer.error?.hasPrefix("a regression has no probabilities; accepted are margin=1") == true)
    }

    @Test func `rows above the limit are refused, and the connection can go on`() throws {
        var options = ServingOptions()
        options.rowCountMax = 65
        let server = try HandlerUnderTest(options: options)
        for (count, status) in [(65, 200), (66, 413), (1000, 413), (65, 200)] {
            let rows = Array(repeating: "[\(Self.row)]", count: count).joined(separator: ",")
            let answer = try server.ask(body: "{\"instances\":[\(rows)]}")
            #expect(answer.status == status)
            guard status == 413 else { continue }
            #expect(answer.error == #""instances" has more rows than the 65 that one request may have; send fewer rows"#)
        }
        #expect(server.counters.rowCount(model: 0) == 130)
        #expect(server.counters.refusalCount(model: 0) == 2)
    }

    @Test func `an answer above the limit is refused`() throws {
        var options = ServingOptions()
        options.answerByteCountMax = 1000
        let server = try HandlerUnderTest(options: options)
        let rows = Array(repeating: "[\(Self.row)]", count: 65).joined(separator: ",")
        let answer = try server.ask(body: "{\"instances\":[\(rows)]}")
        #expect(answer.status == 413)
        #expect(answer.error?.hasPrefix("the answer up to instances[") == true, "\(answer.text)")
        #expect(answer.error?.hasSuffix("] has more bytes than the 1000 that one answer may have; send fewer rows") == true)
        #expect(try server.ask(body: "{\"instances\":[[\(Self.row)],[\(Self.row)]]}").status == 200)
    }

    @Test func `an answer may have as many bytes as its limit, its end counted, and not one more`() throws {
        let body = "{\"instances\":[[\(Self.row)],[\(Self.row)],[\(Self.row)]]}"
        var options = ServingOptions()
        options.answerByteCountMax = try HandlerUnderTest().ask(body: body).text.utf8.count
        #expect(try HandlerUnderTest(options: options).ask(body: body).status == 200)
        options.answerByteCountMax -= 1
        let answer = try HandlerUnderTest(options: options).ask(body: body)
        #expect(answer.status == 413)
        #expect(answer.error?.hasPrefix("the answer up to instances[2] has more bytes than the ") == true, "\(answer.text)")
    }

    @Test func `members that are no feature are bounded, since each is remembered`() throws {
        let server = try HandlerUnderTest()
        for (count, status) in [(1024, 200), (1025, 400), (3000, 400), (1024, 200)] {
            let extras = (0..<count).map { "\"x\($0)\":\($0)" }.joined(separator: ",")
            let flat = try server.ask(body: "{\"age\":35,\(extras)}")
            let rows = try server.ask(body: "{\"instances\":[{\"age\":35,\(extras)},{\"age\":35,\(extras)}],\(extras)}")
            #expect([flat.status, rows.status] == [status, status])
            guard status == 400 else { continue }
            #expect(flat.error == "the body has more than 1024 members that are no feature of the model")
            #expect(rows.error == "instances[0] has more than 1024 members that are no feature of the model")
        }
        let extras = (0..<1024).map { "\"x\($0)\":\($0)" }.joined(separator: ",")
        let answer = try server.ask(body: "{\"age\":35,\(extras),\"\\u0078777\":1}")
        #expect(answer.error == #""x777" is given more than once"#)
    }

    @Test(arguments: [0, 1, 3, 5_000])
    func `the bound of members that are no feature is an option`(countMax: Int) throws {
        var options = ServingOptions()
        options.extraFieldCountMax = countMax
        let server = try HandlerUnderTest(options: options)
        for count in [countMax, countMax + 1] {
            let extras = (0..<count).map { ",\"x\($0)\":\($0)" }.joined()
            let flat = try server.ask(body: "{\"age\":35\(extras)}")
            let rows = try server.ask(body: "{\"instances\":[{\"age\":35\(extras)}]\(extras)}")
            if count == countMax {
                #expect([flat.status, rows.status] == [200, 200])
            } else {
                #expect(flat.error == "the body has more than \(countMax) members that are no feature of the model")
                #expect(rows.error == "instances[0] has more than \(countMax) members that are no feature of the model")
            }
        }
    }

    @Test func `requests, rows and times are counted`() throws {
        let server = try HandlerUnderTest([SmallModel(name: "a"), SmallModel(name: "b")])
        #expect(try server.ask(target: "/predict/b", body: "{\"instances\":[[\(Self.row)],[\(Self.row)]]}").status == 200)
        #expect(try server.ask(target: "/predict/b", body: "{\"features\":[\(Self.row)]}").status == 200)
        #expect(try server.ask(target: "/predict/b", body: "{\"features\":[]}").status == 400)
        #expect(try server.ask(target: "/predict/b", body: nil).status == 411)
        #expect(try server.ask(target: "/predict/b?x", body: "{}").status == 400)
        #expect(try server.ask(target: "/predict/b", body: "{}", fields: "Content-Type: text/csv\r\n").status == 415)
        #expect(server.counters.rowCount(model: 1) == 3)
        #expect(server.counters.refusalCount(model: 1) == 4)
        #expect(server.counters.rowCount(model: 0) == 0)
        #expect(server.counters.refusalCount(model: 0) == 0)
        #expect(server.counters.responseCount(.ok) == 2)
        #expect(server.counters.responseCount(.badRequest) == 2)
    }
}
