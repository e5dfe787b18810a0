import Tabular
import TestSupport
import Testing

@Suite struct TargetEncoderTests {
    /// The targets of `text`, read by the classes of `training`; both have the columns a and y.
    static func classes(_ training: String, _ text: String) throws -> [UInt32] {
        var classes: [UInt32] = []
        try each(training, text) { encoder, block throws(InputError) in try encoder.appendClasses(of: block, to: &classes) }
        return classes
    }

    static func each(
        _ training: String, _ text: String, _ body: (TargetEncoder, CSVBlock) throws(InputError) -> Void
    ) throws {
        let target = try #require(try TableProfilerTests.profile(training).target)
        var reader = try CSVReader(source: ByteSource(bytes: Array(text.utf8), name: "v.csv"), path: "v.csv")
        let encoder = try TargetEncoder(
            target, missingMarkers: FeatureContract.defaultMissingMarkers, header: reader.header, path: "v.csv")
        while try reader.readBlock() { try body(encoder, reader.block) }
    }

    @Test func `Classes are those of the training file, by spelling or, where all are numbers, by value`() throws {
        #expect(try Self.classes("a,y\n1,no\n2,yes\n", "y,a\nyes,1\n?,1\nno,1\n") == [1, TargetProfile.dropped, 0])
        #expect(try Self.classes("a,y\n1,0\n2,1\n", "a,y\n1,1.0\n1,00\n1,1\n") == [1, 0, 1])
    }

    @Test func `A class that the training file does not have is refused`() {
        #expect(
            throws: InputError(
                path: "v.csv", line: 3, column: "y",
                reason: "found \"maybe\", which is no class of the model; accepted: no, yes")
        ) { try Self.classes("a,y\n1,no\n2,yes\n", "a,y\n1,no\n2,maybe\n") }
        #expect(throws: InputError.self) { try Self.classes("a,y\n1,0\n2,1\n", "a,y\n1,2\n") }
    }

    @Test func `A file without the target is refused`() {
        #expect(
            throws: InputError(path: "v.csv", reason: "the target \"y\" is not there; the columns are a, Y")
        ) { try Self.classes("a,y\n1,no\n2,yes\n", "a,Y\n1,no\n") }
    }

    @Test func `Values are numbers that fit, or missing`() throws {
        let training = "a,y\n1,1\n2,2.5\n3,7\n"
        var values: [Double] = []
        try Self.each(training, "a,y\n1,0.1\n2,\n3,-4\n") { encoder, block throws(InputError) in
            try encoder.appendValues(of: block, to: &values)
        }
        #expect(values[0] == 0.1 && values[1].isNaN && values[2] == -4)
        for wrong in ["x", "inf", "1e39"] {
            #expect(
                throws: InputError(
                    path: "v.csv", line: 2, column: "y",
                    reason:
                        "found \"\(wrong)\" where the target's number belongs; numbers up to 3.4e38 and missing markers are accepted"
                )
            ) {
                try Self.each(training, "a,y\n1,\(wrong)\n") { encoder, block throws(InputError) in
                    try encoder.appendValues(of: block, to: &values)
                }
            }
        }
    }
}
