import Glibc
import Records
import SystemPackage
import Tabular
import Testing

@Suite struct RecordPipeTests {
    @Test(arguments: [
        (InputFormat.csv(.standard), "x,c\n1,a\n", "2,b\n3"), (.csv(CSVDialect(hasHeader: false)), "1,a\n", "2,b\n3"),
        (.ndjson, "[1,\"a\"]\n", "[2,\"b\"]\n["),
    ])
    func `A pipe's records are handed out as they come when the reader is told not to wait`(
        format: InputFormat, first: String, second: String
    ) throws {
        let ends = try FileDescriptor.pipe()
        try ends.writeEnd.writeAll(first.utf8)
        var reader = try RecordReader(path: FilePath("/proc/self/fd/\(ends.readEnd.rawValue)"), format: format)
        reader.takesWhatIsThere = true
        let block = RecordBlock()
        // Neither call may wait for bytes that nobody has written yet.
        #expect(try reader.readBlock(into: block) && block.rowCount == 1 && block.start.row == 0)
        try ends.writeEnd.writeAll(second.utf8)
        #expect(try reader.readBlock(into: block) && block.rowCount == 1 && block.start.row == 1)
        try ends.writeEnd.writeAll(format == .ndjson ? "3,null]\n".utf8 : ",c".utf8)
        try ends.writeEnd.close()
        #expect(try reader.readBlock(into: block) && block.rowCount == 1 && block.start.row == 2)
        #expect(try !reader.readBlock(into: block))
        try ends.readEnd.close()
    }
}
