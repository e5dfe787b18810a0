import Tabular
import TestSupport
import Testing

@Suite struct ProfileRefusalTests {
    typealias Change = @Sendable (inout ProfileOptions) -> Void

    static let cases: [(String, String, Change)] = [
        ("a,b\n1,2\n", "t.csv: --target names the column \"y\", which is not there; the columns are a, b", { _ in }),
        ("a,y\n1,\n2,?\n", "t.csv, column y: every value is missing; a target with values is accepted", { _ in }),
        (
            "a,y\n1,u\n2,u\n",
            "t.csv, column y: the target is constant: every row has \"u\"; at least two different values are accepted", { _ in }
        ),
        (
            "a,y\n1,3\n2,3.0\n",
            "t.csv, column y: the target is constant: every row has \"3\"; at least two different values are accepted", { _ in }
        ),
        ("a,y\n", "t.csv: the file has a header and no records; at least one record is needed", { _ in }),
        ("y\n1\n", "t.csv: no column is left as a feature; at least one is needed", { _ in }),
        ("a,y\n,1\n,2\n", "t.csv: no column has values to learn from; at least one feature is needed", { _ in }),
        (
            "a,y\n1,1\n2,x\n",
            "t.csv, line 3, column y: found \"x\" where the target's number belongs; numbers are accepted for regression, and "
                + "--missing-values names markers of missing values", { $0.task = .regression }
        ),
        (
            "a,y\n1,1\n2,-inf\n", "t.csv, line 3, column y: the target is \"-inf\"; numbers up to 3.4e38 are accepted",
            { $0.task = .regression }
        ),
        (
            "a,y\n1,u\n2,v\n3,w\n", "t.csv, column y: a binary task has two classes, and the target has 3: u, v, w",
            { $0.task = .binary }
        ),
        (
            "a,y\n1,u\n2,v\n3,w\n",
            "t.csv, line 2, column y: the target has more than 2 different texts, such as \"u\"; at most 2 classes, or numbers for "
                + "regression, are accepted", { $0.limits.classCountMax = 2 }
        ),
        ("a,y\n1,u\n2,v\n", "t.csv, column y: there is no class \"z\"; the classes are u, v", { $0.positiveClass = "z" }),
        (
            "a,y\n1,u\n2,v\n", "t.csv: --ignore names the column \"q\", which is not there; the columns are a, y",
            { $0.ignored = ["q"] }
        ),
        (
            "a,y\n1,u\n2,v\n", "t.csv, column a: both --numeric and --categorical name it; one is accepted",
            {
                $0.numeric = ["a"]
                $0.categorical = ["a"]
            }
        ),
        (
            "a,y\n1,u\n2,v\n3,u\n", "t.csv: the file has more than 2 records, the most accepted", { $0.limits.rowCountMax = 2 }
        ),
    ]

    @Test func `A table from which nothing can be learned is refused with its reason`() {
        for (text, message, change) in Self.cases { #expect(TableProfilerTests.message(text, change) == message) }
    }

    @Test func `Text that is not UTF-8 is refused where it is used`() throws {
        var bytes = Array("a,y\nx,1\n".utf8)
        bytes += [0xC3, 0x28] + Array(",2\n".utf8)
        var reader = try CSVReader(source: ByteSource(bytes: bytes, name: "t.csv"), path: "t.csv")
        let profiler = try TableProfiler(header: reader.header, path: "t.csv", options: ProfileOptions(target: "y"))
        _ = try reader.readBlock()
        #expect(throws: InputError(path: "t.csv", line: 3, column: "a", reason: "the text is not valid UTF-8; UTF-8 is accepted"))
        {
            try profiler.add(reader.block)
        }
    }
}
