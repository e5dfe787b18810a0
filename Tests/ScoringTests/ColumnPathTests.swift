import Scoring
import Testing

struct ColumnPathTests {
    private static let names = ["id", "age", "income", "it's", "SageMakerOutput"]

    @Test(arguments: [
        ("$", [0, 1, 2, 3, 4]), ("$[0]", [0]), ("$[-1]", [4]), ("$[1:]", [1, 2, 3, 4]), ("$[:2]", [0, 1]), ("$[1:3]", [1, 2]),
        ("$[-2:]", [3, 4]), ("$[:-3]", [0, 1]), ("$[0,-1]", [0, 4]), ("$[ 2 , 0 ]", [2, 0]), ("$[3:99]", [3, 4]),
        ("$[0,2:4]", [0, 2, 3]),
        ("$.age", [1]), ("$.SageMakerOutput", [4]), ("$['id','SageMakerOutput']", [0, 4]), ("$[\"income\"]", [2]),
        ("$['it\\'s']", [3]),
    ])
    func `columns are selected by place, slice and name`(text: String, places: [Int]) throws {
        #expect(try ColumnPath(text).places(in: Self.names) == places)
    }

    @Test(arguments: [
        "", "id", "$.", "$..age", "$.*", "$[*]", "$[?(@.age>1)]", "$[0:4:2]", "$[", "$[]", "$[0", "$[0]x", "$.a.b", "$[0][1]",
        "$['a", "$['a'",
        "$[a]", "$[1.5]", "$[--1]", "$ ", " $", "$[,]", "$[0,]", "$.age[0]", "$[99999999999999999999]",
    ])
    func `every other form of JSONPath is refused, with the forms that are accepted`(text: String) {
        let error = #expect(throws: OptionError.self) { try ColumnPath(text) }
        #expect(error?.description.contains("$[0,2,-1]") == true)
    }

    @Test(arguments: ["$[5]", "$[-6]", "$.nobody", "$['id','nobody']", "$[0,0]", "$[0:2,1]", "$[4:1]"])
    func `columns that are not there, or twice, or none, are refused`(text: String) throws {
        let path = try ColumnPath(text)
        #expect(throws: OptionError.self) { try path.places(in: Self.names) }
    }

    @Test func `a path of names alone gives the names`() throws {
        #expect(try ColumnPath("$['b','a']").names == ["b", "a"])
        #expect(try ColumnPath("$.b").names == ["b"])
        #expect(try ColumnPath("$").names == nil && ColumnPath("$[0]").names == nil && ColumnPath("$['a',0]").names == nil)
    }
}
