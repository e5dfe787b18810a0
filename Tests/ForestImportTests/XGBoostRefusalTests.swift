import Base
import ForestImport
import ForestImportTestSupport
import TestSupport
import Testing

/// What is wrong with a file is said with its place; nothing crashes and nothing is read past the end.
struct XGBoostRefusalTests {
    static let json = "xgboost/3.2.0/squarederror.json"
    static let ubjson = "xgboost/3.2.0/vector_labels.ubj"

    private func text(_ place: String = json) throws -> String { String(decoding: try GoldenRows.bytes(place), as: UTF8.self) }

    /// The refusal of the golden model with the first `found` replaced.
    private func refusal(_ found: String, _ replacement: String, in place: String = json) throws -> ImportError {
        var text = try text(place)
        text.replaceSubrange(try #require(text.firstRange(of: found), "\(found) is not in \(place)"), with: replacement)
        return ForeignFile.refusal(Array(text.utf8))
    }

    @Test(arguments: [
        (#""reg:squarederror""#, #""reg:mystery""#, #""reg:mystery" is not known; accepted: binary:logistic"#),
        (#""name":"gbtree""#, #""name":"gbforest""#, #""gbforest" is not known; accepted: gbtree, dart, gblinear"#),
        (#""version":[3,2,0]"#, #""version":[4,0,0]"#, "4.0.0 is not known; accepted are releases 1.0 to 3.x"),
        (#""version":[3,2,0]"#, #""version":[0,90,0]"#, "0.90.0 is not known"),
        (#""version":[3,2,0]"#, #""versions":[3,2,0]"#, "version: is missing"),
        (
            #""num_feature":"5","num_target"#, #""num_feature":"4294967296","num_target"#,
            "expected a whole number from 0 to 2147483647"
        ),
        (#""num_feature":"5","num_target"#, #""num_feature":"99999999","num_target"#, "99999999 features (accepted: 1 to 65536)"),
        (#""num_feature":"5","num_target"#, #""num_feature":"1000000","num_target"#, "1000000 features (accepted: 1 to 65536)"),
        (#""num_feature":"5","num_target"#, #""num_feature":NaN,"num_target"#, "num_feature: expected a whole number"),
        (#""num_feature":"5","num_target"#, #""num_feature":"1","num_target"#, "does not exist (accepted: 0 to 0)"),
        (#""num_target":"1""#, #""num_feature":"5","num_target":"1""#, "num_feature: stands twice in one object"),
        (#""num_target":"1""#, #""num_target":"100000""#, "with 100000 outputs (accepted: 1 to"),
        (#""base_score":"["#, #""base_score":"[nan,"#, "no finite number"),
        (#""base_score":"["#, #""base_score":"[1,2,"#, "base_score: 3 numbers for 1 outputs"),
        (#""left_children":["#, #""left_children":[1.5,"#, "tree 0, left_children: expected a whole number"),
        (#""left_children":["#, #""left_children":[99999999999,"#, "expected a whole number from -2147483648 to 2147483647"),
        (#""left_children":[1"#, #""left_children":[0"#, "tree 0, node 0: is its own left child"),
        (#""left_children":[1"#, #""left_children":[1000"#, "tree 0, node 0, children: child 1000 does not exist"),
        (#""left_children":[1"#, #""left_children":[-7"#, "tree 0, node 0, children: child -7 does not exist"),
        (#""left_children":[1"#, #""left_children":[-1"#, "cannot be reached from the root"),
        (#""left_children":[1,"#, #""left_children":["#, "left_children: has 10 entries, expected 11"),
        (#""split_conditions":["#, #""split_conditions":[NaN,"#, "split_conditions: has 12 entries, expected 11"),
        (#""split_conditions":["#, #""split_conditions":[1e99,"#, "beyond the range of a float32"),
        (#""split_conditions":["#, #""split_conditions":["1","#, "found a text, expected a number"),
        (#""tree_info":["#, #""tree_info":[7,"#, "tree_info: has 5 entries for 4 trees"),
        (#""tree_info":[0"#, #""tree_info":[7"#, "tree 0: output 7 does not exist"),
        (#""trees":["#, #""trees":{"a":["#, "expected"),
        (#""learner":{"#, #""learner":[{"#, "learner: found an array, expected an object"),
    ])
    func `a changed member is refused with its place and what is accepted`(
        found: String, replacement: String, reason: String
    ) throws {
        let error = try refusal(found, replacement)
        #expect(error.description.contains(reason), "\(error)")
    }

    @Test func `a threshold or leaf that is NaN or infinite is refused with tree and node`() throws {
        for (number, reason) in [("NaN", "threshold nan is not a float32"), ("NaN", "leaf value nan is not a finite float32")] {
            let text = try text()
            let start = try #require(text.firstRange(of: #""split_conditions":["#)).upperBound
            let end = try #require(text[start...].firstIndex(of: "]"))
            var numbers = text[start..<end].split(separator: ",")
            let node = reason.hasPrefix("leaf") ? numbers.count - 1 : 0
            numbers[node] = number[...]
            let error = ForeignFile.refusal(
                Array((text[..<start] + numbers.joined(separator: ",") + text[end...]).utf8))
            #expect(error.tree == 0 && error.node == node && error.reason.contains(reason), "\(error)")
        }
    }

    @Test func `a linear model with trees is refused`() throws {
        let changed = try text().replacing(#""trees":["#, with: #""weights":[1,1,1,1,1,1],"trees":["#)
            .replacing(#""split_indices":[0"#, with: #""split_indices":[999"#)
        let error = ForeignFile.refusal(Array(changed.replacing(#""name":"gbtree""#, with: #""name":"gblinear""#).utf8))
        #expect(error.reason.contains("gblinear has none; 4 are there"), "\(error)")
        #expect(ForeignFile.refusal(Array(changed.utf8)).reason.contains("feature 999 does not exist"))
    }

    @Test func `a base score outside of the link's range is refused`() throws {
        let place = "xgboost/3.2.0/logistic.json"
        for score in ["1E0", "0E0", "-5E-1", "2E0"] {
            let error = try refusal(#""base_score":"[3E-1]""#, #""base_score":"[\#(score)]""#, in: place)
            #expect(error.field == "base_score" && error.reason.contains("has no finite margin"), "\(error)")
        }
    }

    @Test func `members that a later release may have given a meaning are refused by name`() throws {
        let changed = try text().replacing(#""version":[3,2,0]"#, with: #""version":[3,9,0]"#)
        #expect(throws: Never.self) { try ForeignFile.read(Array(changed.utf8)) }
        let error = ForeignFile.refusal(Array(changed.replacing(#""split_type":"#, with: #""split_kind":"#).utf8))
        #expect(error.reason.contains(#"XGBoost 3.9 has members that this version does not know"#), "\(error)")
        #expect(error.reason.contains("split_kind"), "\(error)")
    }

    @Test(arguments: [
        ("[", SourceFormat.xgboostJSON), ("{\"a\":", .xgboostJSON), ("[", .xgboostUBJSON), ("{i\u{1}a", .xgboostUBJSON),
    ])
    func `10,000 nested containers are refused`(opening: String, format: SourceFormat) {
        let head = format == .xgboostJSON ? #"{"a":"# : "{i\u{1}a"
        let error = ForeignFile.refusal(Array((head + String(repeating: opening, count: 10_000)).utf8), format: format)
        #expect(error.reason.contains("nested more than 32 deep"), "\(error)")
    }

    @Test(
        arguments: [
            ([0x5B, 0x24, 0x64, 0x23, 0x4C, 0, 0, 0, 1, 0, 0, 0, 0], "an array of 4294967296 elements, but the file has only 0"),
            (
                [0x5B, 0x24, 0x44, 0x23, 0x4C, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
                "elements, but the file has only 0"
            ),
            ([0x5B, 0x23, 0x4C, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "an array of -1 elements"),
            ([0x5B, 0x24, 0x5A, 0x23, 0x6C, 0x7F, 0xFF, 0xFF, 0xFF], "arrays of this type are not accepted"),
            ([0x53, 0x4C, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "a value of 9223372036854775807 bytes"),
            ([0x48, 0x69, 0x01, 0x31], "byte 0x48 begins no value"), ([0x4E], "byte 0x4e begins no value"),
        ] as [([UInt8], String)])
    func `counts and lengths of UBJSON are held against the bytes that are there`(value: [UInt8], reason: String) {
        let error = ForeignFile.refusal(Array("{i\u{1}a".utf8) + value, format: .xgboostUBJSON)
        #expect(error.reason.contains(reason), "\(error)")
        #expect(error.byteOffset != nil)
    }

    @Test(arguments: [json, ubjson, "xgboost/1.0.2/logistic.json", "xgboost/3.2.0/named_ubj.ubj"])
    func `every truncation is refused`(place: String) throws {
        let bytes = try GoldenRows.bytes(place)
        let format: SourceFormat = place.hasSuffix("json") ? .xgboostJSON : .xgboostUBJSON
        for count in 0..<bytes.count {
            #expect(ForeignModel.check(Array(bytes[..<count]), format: format) != nil, "\(count) bytes")
        }
        #expect(ForeignModel.check(bytes, format: format) == nil)
        #expect(ForeignModel.check(bytes + [0x78], format: format) != nil)
    }

    @Test(arguments: [json, ubjson, "xgboost/3.2.0/categories_partition.ubj", "xgboost/1.7.6/linear_multi.json"])
    func `a changed byte makes a refusal or a model that all parts agree about`(place: String) throws {
        let bytes = try GoldenRows.bytes(place)
        let format: SourceFormat = place.hasSuffix("json") ? .xgboostJSON : .xgboostUBJSON
        var random = TestSeed.random(0x7867_6231)
        for index in bytes.indices {
            var changed = bytes
            changed[index] = UInt8(truncatingIfNeeded: random.next(below: 256))
            _ = ForeignModel.check(changed, format: format)
        }
    }
}
