import Codecs
import Testing

@Suite struct JSONReaderTests {
    private enum Policy: String, CaseIterable {
        case strict, observe
    }

    private struct Model: Equatable {
        var name: String
        var policy: Policy
        var threshold: Double?
        var counts: [Int]
        var types: [String]
    }

    private func read(_ text: String) throws -> Model {
        let reader = JSONReader(try JSONValue.parse(Array(text.utf8)))
        return try reader.object { model throws(JSONFieldError) in
            let name = try model.string("name")
            let policy = try model.choice("policy", Policy.self)
            let threshold = try model.nullable("threshold")?.double()
            let counts = try model.ints("counts", in: 0...100)
            var types: [String] = []
            for feature in try model.array("features", countMax: 2) {
                types.append(try feature.object { feature throws(JSONFieldError) in try feature.string("type") })
            }
            return Model(name: name, policy: policy, threshold: threshold, counts: counts, types: types)
        }
    }

    @Test func `members are read by name, in any order`() throws {
        let model = try read(
            #"{"features": [{"type": "x"}], "counts": [1, 2], "name": "iris", "policy": "strict", "threshold": null}"#)
        #expect(model == Model(name: "iris", policy: .strict, threshold: nil, counts: [1, 2], types: ["x"]))
    }

    @Test(arguments: [
        (#"[]"#, "found an array, expected an object"),
        (#"{}"#, "name: is missing"),
        (#"{"name": 5}"#, "name: found the number 5, expected a string"),
        (#"{"name": "a", "policy": "loud"}"#, #"policy: found "loud", expected one of "strict", "observe""#),
        (
            #"{"name": "a", "policy": "strict", "threshold": 1e999}"#,
            "threshold: found the number 1e999, expected a number within the range of a double"
        ),
        (#"{"name": "a", "policy": "strict", "counts": [1, 2.0]}"#, "counts[1]: found the number 2.0, expected a whole number"),
        (#"{"name": "a", "policy": "strict", "counts": [101]}"#, "counts[0]: found 101, expected a whole number from 0 to 100"),
        (
            #"{"name": "a", "policy": "strict", "counts": [], "features": [1]}"#,
            "features[0]: found the number 1, expected an object"
        ),
        (
            #"{"name": "a", "policy": "strict", "counts": [], "features": [{"type": "x"}, {"type": null}]}"#,
            "features[1].type: found null, expected a string"
        ),
        (
            #"{"name": "a", "policy": "strict", "counts": [], "features": [1, 2, 3]}"#,
            "features: found 3 elements, 2 are accepted"
        ),
        (
            #"{"name": "a", "policy": "strict", "counts": [], "features": [{"type": "x", "typo": 1}]}"#,
            "features[0].typo: is not a known member; accepted here: type"
        ),
    ])
    func `an error names the path, what was found and what is accepted`(text: String, message: String) {
        let error = #expect(throws: JSONFieldError.self) { try read(text) }
        #expect(error?.description == message)
    }

    @Test func `numbers that JSON cannot say are read only where they are allowed`() throws {
        #expect(try JSONReader(.string("-Infinity")).double(allowingNonFinite: true) == -.infinity)
        #expect(try JSONReader(JSONValue(Double.nan)).double(allowingNonFinite: true).isNaN)
        #expect(throws: JSONFieldError.self) { try JSONReader(.string("NaN")).double() }
    }
}
