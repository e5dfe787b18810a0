import ForestImport
import Testing

struct SourceFormatTests {
    @Test(arguments: [
        ("tree\nversion=v4\n", SourceFormat.lightGBMText), ("tree\r\nversion=v3\r\n", .lightGBMText),
        (#"{"learner":{}}"#, .xgboostJSON), (" \n{ \"version\":[1,0,0]}", .xgboostJSON), ("{}", .xgboostJSON),
        ("{L\0\0\0\0\0\0\0\u{7}learner", .xgboostUBJSON), ("{i\u{7}learner", .xgboostUBJSON),
    ])
    func `a format is recognised by its first bytes`(text: String, expected: SourceFormat) {
        let bytes = Array(text.utf8)
        let recognised = unsafe bytes.withUnsafeBytes { unsafe SourceFormat.recognise($0) }
        #expect(recognised == expected)
    }

    @Test(arguments: [
        ("", "the file is empty"), ("binf\0\0\0?", "XGBoost's old binary format"), ("bs64\tAAAA", "XGBoost's old binary format"),
        ("trees\n", "no model file begins as this one does"), ("{", "no model file begins as this one does"),
        ("\u{80}", "no model file begins as this one does"),
    ])
    func `a file of no known format is refused with what it may be and what is accepted`(text: String, reason: String) {
        let error = ForeignFile.refusal(Array(text.utf8))
        #expect(error.description.contains(reason), "\(error)")
        #expect(error.description.contains("save_model"), "\(error)")
    }

    @Test func `the old binary format, written raw, is known by its header`() {
        var bytes = [UInt8](repeating: 0, count: 200)
        bytes.replaceSubrange(0..<8, with: [0, 0, 0, 0x3F, 28, 0, 0, 0])
        let error = ForeignFile.refusal(bytes)
        #expect(error.reason.contains("before 3.1"), "\(error)")
    }
}
