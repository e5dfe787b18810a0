import Tabular
import TestSupport
import Testing

@Suite struct RowEncoderTests {
    static let features = [
        Feature(name: "age", kind: .numeric, transforms: [.identity], range: 0.1...90),
        Feature(name: "color", kind: .categorical, transforms: [.categoryMap(["blue", "red", "sky blue"])]),
        Feature(name: "code", kind: .categorical, transforms: [.ordinalMap(["-7", "3", "12", "true"])]),
    ]

    static func encoder(_ policy: ContractPolicy, markers: [String] = FeatureContract.defaultMissingMarkers) -> RowEncoder {
        RowEncoder(FeatureContract(features: features, missingMarkers: markers, policy: policy))
    }

    static func encode(_ text: String, _ feature: Int, _ encoder: RowEncoder) -> (Float, RowEncoder.Outcome) {
        var code: Float = -1
        let bytes = GuardedBytes(Array(text.utf8))
        let outcome = unsafe encoder.encode(
            text: UnsafeBufferPointer(bytes.bytes.bindMemory(to: UInt8.self)), feature: feature, into: &code)
        return (code, outcome)
    }

    static func encode(number: Float, _ text: String, _ feature: Int, _ encoder: RowEncoder) -> (Float, RowEncoder.Outcome) {
        var code: Float = -1
        let bytes = GuardedBytes(Array(text.utf8))
        let outcome = unsafe encoder.encode(
            number: number, text: UnsafeBufferPointer(bytes.bytes.bindMemory(to: UInt8.self)), feature: feature, into: &code)
        return (code, outcome)
    }

    @Test(
        arguments: [
            ("1", 1), (" 1.5\t", 1.5), ("0.1", 0.1), ("90", 90), ("+2e1", 20), ("", .nan), ("  ", .nan), ("?", .nan),
            (" NA ", .nan),
            ("nan", .nan), ("-NaN", .nan), ("NAN", .nan), ("NULL", .nan), ("+Nan", .nan),
        ] as [(String, Float)])
    func `Numbers are trimmed and markers are missing`(_ text: String, _ expected: Float) {
        let (code, outcome) = Self.encode(text, 0, Self.encoder(.strict))
        #expect(code == expected || code.isNaN && expected.isNaN)
        #expect(outcome == .clean)
    }

    @Test(arguments: ["x", "None", "1 2", "0x10", "infinit", "na", "--1", "1,5", "true"])
    func `A text where a number belongs is a wrong type`(_ text: String) {
        for (policy, accepted) in [(ContractPolicy.strict, false), (.observe, false), (.repair, true)] {
            let (code, outcome) = Self.encode(text, 0, Self.encoder(policy))
            #expect(code.isNaN)
            #expect(outcome == RowEncoder.Outcome(accepted: accepted, violation: .wrongType))
        }
    }

    @Test(
        arguments: [("91", 91, 90), ("-inf", -.infinity, 0.1), ("+Infinity", .infinity, 90), ("INF", .infinity, 90)]
            as [(String, Float, Float)])
    func `Values outside the range are refused, clamped or counted`(_ text: String, _ value: Float, _ clamped: Float) {
        #expect(Self.encode(text, 0, Self.encoder(.strict)).1 == RowEncoder.Outcome(accepted: false, violation: .outOfRange))
        let accepted = RowEncoder.Outcome(accepted: true, violation: .outOfRange)
        #expect(Self.encode(text, 0, Self.encoder(.repair)) == (clamped, accepted))
        #expect(Self.encode(text, 0, Self.encoder(.observe)) == (value, accepted))
    }

    @Test func `Categories are compared exactly and unknown ones are missing`() {
        let encoder = Self.encoder(.observe)
        #expect(Self.encode("sky blue", 1, encoder) == (2, .clean))
        for unknown in ["Blue", " blue", "blu", "blue ", "green", "skyblue"] {
            let (code, outcome) = Self.encode(unknown, 1, encoder)
            #expect(code.isNaN)
            #expect(outcome == RowEncoder.Outcome(accepted: true, violation: .unknownCategory))
        }
        #expect(Self.encode("green", 1, Self.encoder(.strict)).1.accepted == false)
        #expect(Self.encode(" ? ", 1, encoder).0.isNaN)
        for missing in ["", "nAn", " -NaN "] { #expect(Self.encode(missing, 1, encoder).1 == .clean) }
    }

    @Test func `A number finds the category that spells it`() {
        let encoder = Self.encoder(.observe)
        #expect(Self.encode(number: 3, "3", 2, encoder) == (1, .clean))
        #expect(Self.encode(number: 3, "3.0", 2, encoder) == (1, .clean))
        #expect(Self.encode(number: 12, "1.2e1", 2, encoder) == (2, .clean))
        #expect(Self.encode(number: -7, "-7.00", 2, encoder) == (0, .clean))
        #expect(Self.encode(number: 4, "4", 2, encoder).1.violation == .unknownCategory)
        #expect(Self.encode(number: 3.5, "3.5", 2, encoder).1.violation == .unknownCategory)
        #expect(Self.encode(number: 3, "3.00000001", 2, encoder).1.violation == .unknownCategory)
        #expect(Self.encode(number: 4, "4", 1, encoder).1 == RowEncoder.Outcome(accepted: false, violation: .wrongType))
    }

    @Test func `A missing marker that is a number is missing in CSV and in JSON`() {
        let encoder = Self.encoder(.observe, markers: ["-999"])
        #expect(Self.encode("-999", 0, encoder).0.isNaN)
        #expect(Self.encode(number: -999, "-999", 0, encoder).0.isNaN)
        #expect(Self.encode("-998", 0, encoder).1.violation == .outOfRange)
        #expect(Self.encode("?", 0, encoder).1.violation == .wrongType)
    }

    @Test func `Truth values are numbers or the words for them`() {
        let encoder = Self.encoder(.observe)
        var code: Float = -1
        #expect(encoder.encode(boolean: true, feature: 0, into: &code) == .clean)
        #expect(code == 1)
        #expect(encoder.encode(boolean: true, feature: 2, into: &code) == .clean)
        #expect(code == 3)
        #expect(encoder.encode(boolean: false, feature: 2, into: &code).violation == .unknownCategory)
        for boolean in [true, false] {
            let outcome = encoder.encode(boolean: boolean, feature: 1, into: &code)
            #expect(outcome == RowEncoder.Outcome(accepted: false, violation: .wrongType))
            #expect(code.isNaN)
        }
    }

    @Test func `Features are found by their exact names`() {
        let encoder = Self.encoder(.observe)
        for (name, index) in [("age", 0), ("color", 1), ("code", 2), ("Age", nil), ("", nil), ("colors", nil)] as [(String, Int?)]
        {
            let bytes = GuardedBytes(Array(name.utf8))
            #expect(unsafe encoder.featureIndex(named: UnsafeBufferPointer(bytes.bytes.bindMemory(to: UInt8.self))) == index)
        }
    }

    @Test func `Ten thousand categories keep their places`() {
        let texts = (0..<10_000).map { String(repeating: "\($0)-", count: $0 % 7 + 1) }
        let feature = Feature(name: "x", kind: .categorical, transforms: [.ordinalMap(texts)])
        let encoder = RowEncoder(FeatureContract(features: [feature], missingMarkers: [], policy: .strict))
        for (index, text) in texts.enumerated() { #expect(Self.encode(text, 0, encoder).0 == Float(index)) }
        #expect(Self.encode("10000-", 0, encoder).1.accepted == false)
    }
}
