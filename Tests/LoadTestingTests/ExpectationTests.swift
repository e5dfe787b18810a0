import Codecs
import LoadTesting
import SystemPackage
import Tabular
import TestSupport
import Testing

/// What answers must be like, held against answers.
struct ExpectationTests {
    private static func value(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }

    private static func schema(_ text: String) throws -> AnswerSchema { try AnswerSchema(JSONReader(try value(text))) }

    private static func file(_ name: String, _ text: String) -> (TemporaryFolder, String) {
        let folder = TemporaryFolder()
        let path = folder.path.appending(name)
        FileBytes.write(Array(text.utf8), to: path)
        return (folder, path.string)
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":1.0,"b":2}"#, nil), (#"{"a":1}"#, #"{"b":2}"#, "a: is not there"),
        (#"{"a":[1,{"b":"x"}]}"#, #"{"a":[1,{"b":"y"}]}"#, #"a[1].b: found "y", expected "x""#),
        ("[1,2]", "[1]", "found 1 element, expected 2"), ("null", "0", "found 0, expected null"), ("true", "true", nil),
        (#""1""#, "1", #"found 1, expected "1""#), ("0.1", "0.1000000000000000055", nil),
        ("0.1", "0.10000000000000002", "found 0.10000000000000002, expected 0.1"), ("0", "-0.0", "found -0.0, expected 0.0"),
    ])
    func `expected values are equal by bits and may have company`(expected: String, found: String, fault: String?) throws {
        #expect(ExpectedValue(try Self.value(expected)).mismatch(try Self.value(found), tolerance: 0) == fault)
    }

    @Test func `a tolerance is absolute below one and relative above`() throws {
        let near = ExpectedValue.number(1000)
        #expect(near.mismatch(.number("1000.9"), tolerance: 1e-3) == nil)
        #expect(near.mismatch(.number("1001.1"), tolerance: 1e-3) != nil)
        #expect(ExpectedValue.number(1e-9).mismatch(.number("0.0009"), tolerance: 1e-3) == nil)
        #expect(ExpectedValue.label("7").mismatch(.number("7.0"), tolerance: 0) == nil)
        #expect(ExpectedValue.label("yes").mismatch(.string("yes"), tolerance: 0) == nil)
        #expect(ExpectedValue.label("yes").mismatch(.number("1"), tolerance: 0) == #"found 1, expected "yes""#)
    }

    @Test(arguments: [
        (#"{"type":"object","required":["a"]}"#, #"{"b":1}"#, "a: is not there"),
        (#"{"properties":{"a":{"type":["integer","null"]}}}"#, #"{"a":1.5}"#, "a: found 1.5, expected integer or null"),
        (#"{"properties":{"a":{"type":"integer"}}}"#, #"{"a":2.0}"#, nil),
        (#"{"properties":{"a":{}},"additionalProperties":false}"#, #"{"a":1,"b":2}"#, "b: is not in the schema"),
        (#"{"items":{"type":"number","minimum":0,"exclusiveMaximum":1}}"#, "[0,0.5,1]", "[2]: found 1, expected below 1"),
        (#"{"minItems":2}"#, "[1]", "found 1 element, expected at least 2"), (#"{"maxItems":2}"#, "[1,2]", nil),
        (#"{"enum":["a","b"]}"#, #""c""#, #"found "c", expected "a" or "b""#), (#"{"const":1}"#, "1", nil),
        (#"{"$schema":"x","title":"t","type":"string"}"#, #""c""#, nil),
    ])
    func `a schema tells the first place that is not so`(schema: String, found: String, fault: String?) throws {
        #expect(try Self.schema(schema).mismatch(try Self.value(found)) == fault)
    }

    @Test(arguments: [
        (#"{"pattern":"a"}"#, "pattern: is not a known member"), (#"{"type":"text"}"#, "type: found \"text\""),
        (#"{"properties":{"a":{"typ":"string"}}}"#, "properties.a.typ"), ("[]", "expected an object"),
    ])
    func `a schema with what is not understood is refused`(schema: String, words: String) throws {
        let error = #expect(throws: JSONFieldError.self) { try Self.schema(schema) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }

    @Test func `expected answers have a line for each body, and one may span lines`() throws {
        let (folder, path) = Self.file("answers.ndjson", "{\"a\":1}\n\n{\"a\":2}\n")
        defer { _ = folder }
        let answers = try ExpectedAnswers(jsonLines: path, bodyCount: 2)
        #expect(answers.values[1].mismatch(try Self.value(#"{"a":2}"#), tolerance: 0) == nil)
        #expect(answers.values[1].mismatch(try Self.value(#"{"a":1}"#), tolerance: 0) == "a: found 1, expected 2.0")
        let error = #expect(throws: InputError.self) { try ExpectedAnswers(jsonLines: path, bodyCount: 3) }
        #expect(error?.reason.contains("it has 2 lines for 3 bodies") == true)
        let (other, whole) = Self.file("answer.json", "{\n\"a\":\n1}\n")
        defer { _ = other }
        #expect(try ExpectedAnswers(jsonLines: whole, bodyCount: 1).values.count == 1)
        let broken = #expect(throws: InputError.self) { try ExpectedAnswers(jsonLines: whole, bodyCount: 2) }
        #expect(broken?.line == 1)
    }

    @Test func `a scored table is what the answers to its rows must have`() throws {
        let table = try RowBodyTests.table("x\n1\n2\n3\n")
        let (folder, path) = Self.file("scored.csv", "prediction,p_a,p_b,confidence\na,0.75,0.25,0.75\nb,0.5,0.5,\na,1,0,1\n")
        defer { _ = folder }
        let single = try ExpectedAnswers(table: path, of: try RowBodies(table, as: .predict, rowsPerBody: 1))
        let answer = #"{"model":"m","prediction":"a","probabilities":{"a":0.75,"b":0.25},"confidence":0.75}"#
        #expect(single.values.count == 3)
        #expect(single.values[0].mismatch(try Self.value(answer), tolerance: 0) == nil)
        #expect(single.values[2].mismatch(try Self.value(answer), tolerance: 0) == "confidence: found 0.75, expected 1.0")
        let pairs = try ExpectedAnswers(table: path, of: try RowBodies(table, as: .predictByPosition, rowsPerBody: 2))
        let second = #"{"predictions":[\#(answer.replacing("0.75", with: "1").replacing("0.25", with: "0")),\#(answer)]}"#
        #expect(pairs.values.count == 2)
        #expect(pairs.values[1].mismatch(try Self.value(second), tolerance: 0) == nil)
        let (other, wrong) = Self.file("scored.csv", "prediction,id\na,1\n")
        defer { _ = other }
        let unknown = #expect(throws: InputError.self) {
            try ExpectedAnswers(table: wrong, of: try RowBodies(table, as: .predict, rowsPerBody: 1))
        }
        #expect(unknown?.column == "id")
        let (short, few) = Self.file("scored.csv", "prediction\na\n")
        defer { _ = short }
        let missing = #expect(throws: InputError.self) {
            try ExpectedAnswers(table: few, of: try RowBodies(table, as: .predict, rowsPerBody: 1))
        }
        #expect(missing?.reason.contains("it has 1 row, and 3 are sent") == true)
    }

    @Test(arguments: [
        ("0.25\n0.5\n", nil), ("0.25,0.5", nil), ("0.25\r\n0.50\r\n", nil), ("\"0.25\",0.5\n", nil),
        ("0.25\n", "found 1 field, expected 2"), ("", "found 0 fields, expected 2"), ("0.25,0.5,", "found 3 fields, expected 2"),
        ("0.25,0.51", #"field 2: found "0.51", expected "0.5""#), ("0.25,", #"field 2: found "", expected "0.5""#),
        ("{}", "found 1 field, expected 2"),
    ])
    func `fields of an answer in CSV are compared in order, wherever its lines end`(body: String, words: String?) throws {
        let table = try RowBodyTests.table("x\n1\n2\n")
        let (folder, path) = Self.file("answers.csv", "score\n0.25\n0.5\n")
        defer { _ = folder }
        var expectations = Expectations()
        expectations.fields = try ExpectedAnswers.fields(
            table: path, of: try RowBodies(table, as: .sagemakerCSV, rowsPerBody: 2))
        let fault = Self.fault(ExpectationCheck(expectations, seed: 1), 200, body)
        #expect(fault?.text == words.map { "body 1: " + $0 })
        #expect(fault == nil || fault?.kind == .unexpectedValue)
    }

    @Test func `labels of an answer in CSV are texts, quoted or not, and numbers have a tolerance`() throws {
        let table = try RowBodyTests.table("x\n1\n")
        let (folder, path) = Self.file("answers.csv", "label,score\n\"a, \"\"b\"\"\",0.5\n")
        defer { _ = folder }
        var expectations = Expectations()
        expectations.fields = try ExpectedAnswers.fields(
            table: path, of: try RowBodies(table, as: .sagemakerCSV, rowsPerBody: 1))
        expectations.tolerance = 0.1
        let check = ExpectationCheck(expectations, seed: 1)
        #expect(Self.fault(check, 200, "\"a, \"\"b\"\"\",0.55\n") == nil)
        #expect(Self.fault(check, 200, "\"a, \"\"c\"\"\",0.55\n")?.text == #"body 1: field 1: found "a, "c"", expected "a, "b"""#)
        let error = #expect(throws: InputError.self) {
            let more = try RowBodyTests.table("x\n1\n2\n")
            return try ExpectedAnswers.fields(table: path, of: try RowBodies(more, as: .sagemakerCSV, rowsPerBody: 1))
        }
        #expect(error?.reason.contains("it has 1 row, and 2 are sent") == true)
    }

    @Test func `answers that are anything are compared byte for byte`() {
        var expectations = Expectations()
        expectations.bytes = [[1, 0, 255], [2]]
        let check = ExpectationCheck(expectations, seed: 1)
        func text(_ request: Int, _ body: [UInt8]) -> String? {
            check.fault(request: request, statusCode: 200, body: body.span)?.text
        }
        #expect(text(0, [1, 0, 255]) == nil && text(1, [2]) == nil)
        #expect(text(0, [1, 7, 255]) == "body 1: byte 2: found 7, expected 0")
        #expect(text(1, [2, 3]) == "body 2: found 2 bytes, expected 1")
        expectations.bytes = [[5]]
        #expect(ExpectationCheck(expectations, seed: 1).fault(request: 9, statusCode: 200, body: [5].span) == nil)
    }

    @Test func `answers in lines are looked at as an array`() throws {
        var expectations = Expectations()
        expectations.answersInLines = true
        expectations.values = [ExpectedValue(try Self.value(#"[{"a":1},{"a":2}]"#))]
        let check = ExpectationCheck(expectations, seed: 1)
        #expect(Self.fault(check, 200, "{\"a\":1}\n{\"a\":2}\n") == nil)
        #expect(Self.fault(check, 200, "{\"a\":1}\n{\"a\":3}\n")?.text == "body 1: [1].a: found 3, expected 2.0")
        #expect(Self.fault(check, 200, "{\"a\":1}\n{")?.kind == .unexpectedForm)
    }

    private static func fault(_ check: ExpectationCheck, _ code: Int, _ body: String) -> AnswerFault? {
        check.fault(request: 0, statusCode: code, body: Array(body.utf8).span)
    }

    @Test func `an answer's status comes first, then its form, then its values`() throws {
        var expectations = Expectations()
        expectations.schema = try Self.schema(#"{"type":"object"}"#)
        expectations.values = [ExpectedValue(try Self.value(#"{"a":1}"#))]
        let check = ExpectationCheck(expectations, seed: 1)
        #expect(Self.fault(check, 200, #"{"a":1}"#) == nil)
        let wrong = Self.fault(check, 503, #"{"error":"full"}"#)
        #expect(wrong?.kind == .unexpectedStatus && wrong?.text == #"status 503: {"error":"full"}"#)
        #expect(Self.fault(check, 200, "{")?.kind == .unexpectedForm)
        #expect(Self.fault(check, 200, "[]")?.text == "body 1: found [], expected object")
        let value = Self.fault(check, 200, #"{"a":2}"#)
        #expect(value?.kind == .unexpectedValue && value?.text == "body 1: a: found 2, expected 1.0")
        #expect(check.checkedCount == 4)
        expectations.statuses = StatusSet("404,5xx")
        let other = ExpectationCheck(expectations, seed: 1)
        #expect(Self.fault(other, 404, #"{"a":1}"#) == nil && Self.fault(other, 503, #"{"a":1}"#) == nil)
        #expect(Self.fault(other, 200, #"{"a":1}"#)?.kind == .unexpectedStatus)
    }

    @Test func `a share of the bodies is looked at, every status is`() throws {
        var expectations = Expectations()
        expectations.schema = try Self.schema(#"{"type":"object"}"#)
        expectations.share = 0.25
        let check = ExpectationCheck(expectations, seed: TestSeed.value(default: 7))
        let faults = (0..<4000).count { _ in Self.fault(check, 200, "[]") != nil }
        #expect(faults == check.checkedCount && (800...1200).contains(faults))
        #expect((0..<100).allSatisfy { _ in Self.fault(check, 500, "[]") != nil })
    }

    @Test(arguments: ["", "20", "2x", "1xx", "6xx", "600", "200,", "200;404", "+20", "2XX"])
    func `what is no status is refused`(text: String) { #expect(StatusSet(text) == nil) }
}
