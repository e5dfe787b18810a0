import Base
import Codecs
import Records
import RecordsTestSupport
import Tabular
import TestSupport
import Testing

@Suite struct MemberRecordTests {
    static func read(_ text: String, rules: MemberRules = MemberRules(), kept: [RecordField] = []) throws(InputError)
        -> RecordTable
    {
        try RecordTable.read(
            RecordReader(source: ByteSource(bytes: Array(text.utf8), name: "r"), path: "r", format: .ndjson), rules: rules,
            kept: kept)
    }

    static let one = Float(1).bitPattern
    static let missing = UInt32.max

    @Test(arguments: [
        ("{\"x\": 1, \"c\": \"a\"}", [one, 0]), ("{\"c\":\"b\",\"x\":1e0}", [one, one]), ("[1,\"b\"]", [one, one]),
        ("{\"x\": null, \"c\": null}", [missing, missing]), ("{\"x\": \"NaN\", \"c\": \"\"}", [missing, missing]),
        ("{\"x\": true, \"c\": 0}", [one, Float(2).bitPattern]), ("{\"\\u0078\": 1}", [one, missing]),
        ("{\"x\": 1, \"other\": {\"a\": [1, {}]}, \"c\": \"zz\"}", [one, missing]),
    ])
    func `A record becomes what the server makes of it`(text: String, codes: [UInt32]) throws {
        let table = try Self.read(text)
        #expect(table.rows.map(\.codes) == [codes])
        #expect(table.refusals.isEmpty)
    }

    @Test(arguments: [
        "{\"x\": 1, \"x\": 2}", "{\"x\": 1, \"o\": 2, \"o\": 3}", "{\"y\": 1}", "{}", "[1]", "[1,\"a\",2]", "1", "{\"x\":01}",
        "{\"x\": 1,}",
        "{\"x\": 1} 2", "{\"x\": NaN}", "{\"x\": \"\u{1}\"}", "{'x': 1}", "{\"x\": 1", "{\"x\":5.}", "{\"x\":.5}", "{\"x\":-}",
        "{\"x\":+1}",
    ])
    func `What is no record is refused and the others are read`(text: String) throws {
        let good = "{\"x\":1,\"c\":\"a\"}\n"
        let table = try Self.read(good + text + "\n" + good)
        #expect(table.rows.map(\.accepted) == [true, false, true])
        #expect(table.rows.map(\.line) == [1, 2, 3])
        #expect(table.refusals.count == 1 && table.refusals[0].hasPrefix("1 -1 malformed"))
        #expect(table.counts.malformedRowCount == 1)
    }

    @Test func `A value of the wrong type refuses its row, a number in quotation marks too`() throws {
        let table = try Self.read("{\"x\":\"abc\"}\n{\"x\":\"1\"}\n{\"x\":[1],\"c\":\"a\"}\n{\"x\":1,\"c\":\"a\"}\n")
        #expect(table.rows.map(\.accepted) == [false, false, false, true])
        #expect(table.refusals == ["0 0 wrong_type abc", "1 0 wrong_type 1", "2 0 wrong_type an array"])
    }

    @Test func `Kept members are written as they stood`() throws {
        let text = "{\"id\":\"a,\\\"b\\\"\",\"x\":1,\"more\":[1, 2]}\n{\"x\":1}\nbad\n{\"more\":null,\"id\":7,\"x\":1}\n"
        let table = try Self.read(text, kept: [.member("id"), .member("more"), .member("x")])
        #expect(table.rows[0].kept == ["\"a,\"\"b\"\"\" \"a,\\\"b\\\"\"", "\"[1, 2]\" [1, 2]", "1 1"])
        #expect(table.rows[1].kept == [" null", " null", "1 1"])
        #expect(table.rows[2].kept == [" null", " null", " null"])
        #expect(table.rows[3].kept == ["7 7", " null", "1 1"])
    }

    @Test func `Selected names, ignored names and chosen elements are the features`() throws {
        var rules = MemberRules()
        rules.selectedNames = ["c"]
        #expect(try Self.read("{\"x\":1,\"c\":\"a\"}", rules: rules).rows[0].codes == [Self.missing, 0])
        rules = MemberRules()
        rules.ignoredNames = ["id"]
        #expect(try Self.read("{\"x\":1,\"id\":5,\"o\":1}", rules: rules).counts.extraFieldCount == 1)
        let encoder = RowEncoder(RecordTable.contract)
        rules.elements = ColumnMap(header: ["", "c", "x"], encoder: encoder, ignoring: [""])
        rules.elementCount = 3
        let table = try Self.read("[\"i\",\"b\",1]\n[\"b\",1]", rules: rules, kept: [.column(0)])
        #expect(table.rows.map(\.accepted) == [true, false])
        #expect(table.rows[0].codes == [Self.one, Self.one] && table.rows[0].kept == ["i \"i\""])
    }

    @Test func `Rows do not depend on how lines follow one another`() throws {
        // The same record in many spellings: what one line looked like must not change how the next is read.
        let spellings = [
            "{\"x\":1,\"c\":\"a\"}", "{\"x\": 1, \"c\": \"a\"}", "{ \"x\" : 1 , \"c\" : \"a\" }", "{\"c\":\"a\",\"x\":1}",
            "{\"x\":1.0,\"o\":\"p\",\"c\":\"a\"}", "{\"x\":1,\"c\":\"\\u0061\"}", "[1,\"a\"]", "{\"x\":1e0,\"c\":\"a\"}",
        ]
        var random = TestSeed.random(0x11E5)
        for _ in 0..<200 {
            let lines = (0..<20).map { _ in spellings[random.next(below: spellings.count)] }
            let table = try Self.read(lines.joined(separator: "\n"))
            #expect(table.rows.allSatisfy { $0.codes == [Self.one, 0] })
        }
    }
}
