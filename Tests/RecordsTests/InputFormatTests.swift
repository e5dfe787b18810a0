import Records
import Tabular
import Testing

@Suite struct InputFormatTests {
    @Test(arguments: [
        ("a.csv", InputFormat.csv(.standard)), ("A.CSV.GZ", .csv(.standard)), ("x/b.tsv.zst", .csv(.tabs)), ("c.ndjson", .ndjson),
        ("c.jsonl.gz", .ndjson), ("m.npy", .npy),
    ])
    func `A name's extension below that of a compression says the format`(path: String, format: InputFormat) {
        #expect(InputFormat.guess(path: path) == format)
    }

    @Test(arguments: ["-", "a", "a.gz", "a.bin", "a.csv.gz.zst", "csv"])
    func `Other names say nothing`(path: String) {
        #expect(InputFormat.guess(path: path) == nil)
    }
}
