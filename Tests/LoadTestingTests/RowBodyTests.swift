import LoadTesting
import SystemPackage
import Tabular
import TestSupport
import Testing

/// Rows of a table as the bodies of each protocol, byte by byte: what the servers' contracts say they take.
struct RowBodyTests {
    private static let table = #"""
        age,city,score
        55,Oslo,0.10
        +7,"Rome, ""old""",.5
        ,,NA

        """#

    static func table(_ text: String = table, _ selection: RowTable.Selection = RowTable.Selection(), rows: Int = 100) throws
        -> RowTable
    {
        let folder = TemporaryFolder()
        let path = folder.path.appending("rows.csv")
        FileBytes.write(Array(text.utf8), to: path)
        return try RowTable(path: path.string, selection: selection, rowCountMax: rows)
    }

    private static func bodies(_ form: BodyProtocol, rowsPerBody: Int, _ selection: RowTable.Selection = .init()) throws
        -> [String]
    {
        let bodies = try RowBodies(try table(table, selection), as: form, rowsPerBody: rowsPerBody)
        return (0..<bodies.count).map { String(decoding: bodies.body($0), as: UTF8.self) }
    }

    @Test func `one row a body, in every form`() throws {
        let expected: [(BodyProtocol, String)] = [
            (.predict, #"{"age":7,"city":"Rome, \"old\"","score":0.5}"#),
            (.predictByPosition, #"{"features":[7,"Rome, \"old\"",0.5]}"#),
            (.v1, #"{"instances":[[7,"Rome, \"old\"",0.5]]}"#),
            (
                .v2ByColumn,
                #"{"parameters":{"content_type":"pd"},"inputs":[{"name":"age","shape":[1,1],"datatype":"FP32","data":[7]},"#
                    + #"{"name":"city","shape":[1,1],"datatype":"BYTES","parameters":{"content_type":"str"},"data":["Rome, \"old\""]},"#
                    + #"{"name":"score","shape":[1,1],"datatype":"FP32","data":[0.5]}]}"#
            ),
            (.sagemakerCSV, "+7,\"Rome, \"\"old\"\"\",.5\n"),
            (.sagemakerJSON, #"{"instances":[{"features":[7,"Rome, \"old\"",0.5]}]}"#),
            (.sagemakerJSONLines, "{\"features\":[7,\"Rome, \\\"old\\\"\",0.5]}\n"),
            (.mlflow, #"{"dataframe_split":{"columns":["age","city","score"],"data":[[7,"Rome, \"old\"",0.5]]}}"#),
            (.mlflowRecords, #"{"dataframe_records":[{"age":7,"city":"Rome, \"old\"","score":0.5}]}"#),
            (.mlflowCSV, "age,city,score\n+7,\"Rome, \"\"old\"\"\",.5\n"),
            (.ndjson, "{\"age\":7,\"city\":\"Rome, \\\"old\\\"\",\"score\":0.5}\n"),
        ]
        for (form, body) in expected {
            let bodies = try Self.bodies(form, rowsPerBody: 1)
            #expect(bodies.count == 3 && bodies[1] == body, "\(form)")
        }
        #expect(Set(expected.map(\.0)).union([.v2]) == Set(BodyProtocol.allCases), "a form without a recorded body")
    }

    @Test func `several rows a body go round the table, missing is null or nothing, numbers keep their digits`() throws {
        let expected: [(BodyProtocol, [String])] = [
            (
                .predict,
                [
                    #"{"instances":[{"age":55,"city":"Oslo","score":0.10},{"age":7,"city":"Rome, \"old\"","score":0.5}]}"#,
                    #"{"instances":[{"age":null,"city":null,"score":null},{"age":55,"city":"Oslo","score":0.10}]}"#,
                ]
            ),
            (
                .v1,
                [
                    #"{"instances":[[55,"Oslo",0.10],[7,"Rome, \"old\"",0.5]]}"#,
                    #"{"instances":[[null,null,null],[55,"Oslo",0.10]]}"#,
                ]
            ),
            (.sagemakerCSV, ["55,Oslo,0.10\n+7,\"Rome, \"\"old\"\"\",.5\n", ",,\n55,Oslo,0.10\n"]),
        ]
        for (form, bodies) in expected { #expect(try Self.bodies(form, rowsPerBody: 2) == bodies, "\(form)") }
    }

    @Test func `one tensor of numbers is row by row, and takes no texts`() throws {
        var numbers = RowTable.Selection()
        numbers.names = ["score", "age"]
        #expect(
            try Self.bodies(.v2, rowsPerBody: 3, numbers) == [
                #"{"inputs":[{"name":"input-0","shape":[3,2],"datatype":"FP32","data":[0.10,55,0.5,7,null,null]}]}"#
            ])
        var bodies = try RowBodies(try Self.table(Self.table, numbers), as: .v2, rowsPerBody: 1)
        bodies.tensorName = "input__0"
        bodies.tensorType = .float64
        #expect(
            String(decoding: bodies.body(0), as: UTF8.self)
                == #"{"inputs":[{"name":"input__0","shape":[1,2],"datatype":"FP64","data":[0.10,55]}]}"#)
        let error = #expect(throws: RowBodies.BodyRefusal.self) { try Self.bodies(.v2, rowsPerBody: 1) }
        #expect(error?.description.contains(#""city" has texts"#) == true)
    }

    @Test func `columns are chosen, left out, ordered and taken for texts`() throws {
        var selection = RowTable.Selection()
        selection.excluded = ["city"]
        selection.texts = ["age"]
        let table = try Self.table(Self.table, selection)
        #expect(table.columns.map(\.name) == ["age", "score"] && table.columns.map(\.isNumeric) == [false, true])
        #expect(try Self.bodies(.predict, rowsPerBody: 1, selection)[1] == #"{"age":"+7","score":0.5}"#)
        selection.names = ["agee"]
        let error = #expect(throws: InputError.self) { try Self.table(Self.table, selection) }
        #expect(error?.reason.contains(#"no column "agee" (did you mean age?)"#) == true, "\(String(describing: error))")
    }

    @Test func `a column with one text is one of texts, and rows are read up to the limit`() throws {
        let text = "a,b\n1,1\n2,x\n3,3\n"
        #expect(try Self.table(text).columns.map(\.isNumeric) == [true, false])
        let table = try Self.table(text, rows: 1)
        #expect(table.rowCount == 1 && table.columns.map(\.isNumeric) == [true, true])
        #expect(throws: InputError.self) { try Self.table("a,b\n") }
        #expect(throws: InputError.self) { try Self.table("a\n\u{0}\n") }
    }

    @Test(arguments: [
        ("5", "5"), ("+5", "5"), ("-0", "-0"), ("007", "7"), (".5", "0.5"), ("5.", "5"), ("-.5e-3", "-0.5e-3"),
        ("1E+05", "1E+05"),
        ("00.10", "0.10"), ("inf", "\"Infinity\""), ("-Infinity", "\"-Infinity\""),
        ("0.1234567890123456789", "0.1234567890123456789"), ("", nil), (".", nil), ("e5", nil), ("5e", nil), ("1,000", nil),
        ("0x10", nil),
        ("1_0", nil), ("--5", nil), ("\u{0665}", nil),
    ])
    func `numbers are spelled as JSON has them`(text: String, json: String?) {
        #expect(NumberSpelling.json(text[...]) == json)
    }
}
