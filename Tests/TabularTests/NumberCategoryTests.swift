import Base
import Tabular
import TestSupport
import Testing

/// Numbers in the place of a category: each is taken for the category that is the number exactly, not for one that it rounds to.
struct NumberCategoryTests {
    private static let categories = [
        "16777216", "16777217", "2", "0", "123456789", "-7", "9007199254740992", "18446744073709551615", "7.50",
    ]

    private static func encoder(_ categories: [String], _ width: InputWidth) -> RowEncoder {
        let feature = Feature(name: "c", kind: .categorical, transforms: [.categoryMap(categories)])
        return RowEncoder(FeatureContract(features: [feature], missingMarkers: [], policy: .observe), width: width)
    }

    /// What a number becomes that is spelled so.
    private static func encode(_ text: String, _ encoder: RowEncoder) throws -> (place: Int?, violation: Violation?) {
        let number = try #require(Float(text))
        let bytes = GuardedBytes(Array(text.utf8))
        // Room for a code of either width.
        var code = [0.0]
        let outcome = unsafe code.withUnsafeMutableBytes { row in
            unsafe encoder.encode(
                number: number, text: UnsafeBufferPointer(bytes.bytes.bindMemory(to: UInt8.self)), feature: 0,
                row: row.baseAddress!)
        }
        return (places(code, count: 1, encoder.width)[0], outcome.violation)
    }

    /// What the numbers of a matrix become.
    private static func encode<Number: BinaryFloatingPoint>(
        matrix numbers: [Number], _ storedWidth: InputWidth, _ encoder: RowEncoder
    ) -> (places: [Int?], unknownCount: Int) {
        var codes = [Double](repeating: 0, count: numbers.count)
        var accepted = [Bool](repeating: false, count: numbers.count)
        var counts = ContractCounts(featureCount: 1)
        var refused = RefusedFieldList(countMax: numbers.count)
        unsafe numbers.withUnsafeBytes { numbers in
            unsafe codes.withUnsafeMutableBytes { codes in
                unsafe accepted.withUnsafeMutableBufferPointer { accepted in
                    unsafe encoder.encodeMatrix(
                        numbers.baseAddress!, storedWidth: storedWidth, rowCount: accepted.count, columnCount: 1, firstRow: 0,
                        columns: ColumnMap(columns: [0]), into: codes, stride: 1, accepted: accepted, counts: &counts,
                        refused: &refused)
                }
            }
        }
        return (places(codes, count: numbers.count, encoder.width), counts.total(.unknownCategory))
    }

    /// The codes at the begin of `memory`, nil for a missing value.
    private static func places(_ memory: [Double], count: Int, _ width: InputWidth) -> [Int?] {
        unsafe memory.withUnsafeBytes { bytes in
            (0..<count).map { index in
                let code =
                    width == .float32
                    ? Double(unsafe bytes.load(fromByteOffset: index * 4, as: Float.self))
                    : unsafe bytes.load(fromByteOffset: index * 8, as: Double.self)
                return code.isNaN ? nil : Int(code)
            }
        }
    }

    @Test(
        arguments: [
            ("16777216", 0), ("16777217", 1), ("16777217.0", 1), ("1.6777217e7", 1), ("16777218", nil), ("16777216.5", nil),
            ("16777216.0", 0), ("2.0", 2), ("20E-1", 2), ("0.2e+1", 2), ("2e-0", 2), ("2.00000001", nil),
            ("1.99999999999999999999", nil), ("2.00000000000000000000000000000000000000000000001", nil), ("0.0", 3), ("-0", 3),
            ("-0.000E-5", 3), ("0e999", 3), ("1e-400", nil), ("-1e-400", nil), ("1e999", nil), ("123456789.0", 4),
            ("0.0000123456789e13", 4), ("123456788.9999999999999999", nil), ("-7.00", 5), ("7", nil), ("-70e-1", 5),
            ("9007199254740992.0", 6), ("9007199254740993", nil), ("9007199254740992.5", nil), ("18446744073709551615.0", 7),
            ("18446744073709551616.0", nil), ("18446744073709551614", nil), ("36893488147419103232e0", nil), ("7.50", 8),
            ("7.5", nil), ("1e99999999999999999999", nil), ("2e-99999999999999999999", nil), ("2e00000000000000000000", 2),
        ] as [(String, Int?)])
    func `a number in a text is compared exactly`(_ text: String, _ expected: Int?) throws {
        for width in InputWidth.allCases {
            let (place, violation) = try Self.encode(text, Self.encoder(Self.categories, width))
            #expect(place == expected, "\(width)")
            #expect(violation == (expected == nil ? .unknownCategory : nil), "\(width)")
        }
    }

    @Test(arguments: InputWidth.allCases)
    func `a number in a matrix is compared in the width in which it is stored`(width: InputWidth) {
        let encoder = Self.encoder(Self.categories, width)
        let wide: [Double] = [
            16_777_216, 16_777_217, 16_777_218, 2, 2.000_000_01, 0, -0.0, .leastNonzeroMagnitude, 123_456_789, -7, 7.5,
            // From here on float64 does not tell whole numbers apart.
            0x1p53, -.infinity, .nan,
        ]
        let (places, unknownCount) = Self.encode(matrix: wide, .float64, encoder)
        #expect(places == [0, 1, nil, 2, nil, 3, 3, nil, 4, 5, nil, nil, nil, nil])
        #expect(unknownCount == 6)
        let narrow: [Float] = [16_777_216, 16_777_218, 2, 0, -0.0, .leastNonzeroMagnitude, -7, 0.5, .infinity, .nan]
        let (narrowPlaces, narrowUnknownCount) = Self.encode(matrix: narrow, .float32, encoder)
        #expect(narrowPlaces == [0, nil, 2, 3, 3, nil, 5, nil, nil, nil])
        #expect(narrowUnknownCount == 4)
    }

    @Test func `a whole number is found however it is spelled, and no other number is taken for it`() throws {
        var random = TestSeed.random(12)
        for index in 0..<2_000 {
            let magnitude = random.next() >> UInt64(random.next(below: 64))
            let sign = magnitude > 0 && random.next(below: 2) == 0 ? "-" : ""
            let encoder = Self.encoder([sign + "\(magnitude)"], InputWidth.allCases[index % 2])
            for _ in 0..<3 {
                let text = sign + Self.spelling("\(magnitude)", powerOfTen: 0, &random)
                #expect(try Self.encode(text, encoder).place == 0, "\(text)")
            }
            let others = [
                // A digit behind the point.
                sign + Self.spelling("\(magnitude)\(random.next(below: 9) + 1)", powerOfTen: -1, &random),
                sign + Self.spelling("\(magnitude)00000000000000000001", powerOfTen: -20, &random),
                sign + Self.spelling("\(magnitude &+ 1)", powerOfTen: 0, &random),
                sign + Self.spelling("\(magnitude)1", powerOfTen: 0, &random),
                (sign.isEmpty ? "-" : "") + Self.spelling("\(max(magnitude, 1))", powerOfTen: 0, &random),
            ]
            for text in others {
                let (place, violation) = try Self.encode(text, encoder)
                #expect(place == nil && violation == .unknownCategory, "\(text)")
            }
        }
    }

    /// Some way in which JSON spells `digits` times a power of ten.
    private static func spelling(_ digits: String, powerOfTen: Int, _ random: inout SeededRandom) -> String {
        func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
        let addedCount = digits == "0" ? 0 : random.next(below: 4)
        let all = digits + zeros(addedCount)
        var exponent = powerOfTen - addedCount
        let wholeCount = random.next(below: all.count + 1)
        var text: String
        if wholeCount == 0 {
            let leadingCount = random.next(below: 3)
            text = "0." + zeros(leadingCount) + all
            exponent += leadingCount + all.count
        } else if wholeCount < all.count {
            text = "\(all.prefix(wholeCount)).\(all.dropFirst(wholeCount))"
            exponent += all.count - wholeCount
        } else {
            text = random.next(below: 2) == 0 ? all : all + "." + zeros(random.next(below: 3) + 1)
        }
        guard exponent != 0 || random.next(below: 2) == 0 else { return text }
        text += random.next(below: 2) == 0 ? "e" : "E"
        text += exponent < 0 ? "-" : random.next(below: 2) == 0 ? "+" : ""
        return text + zeros(random.next(below: 3)) + "\(abs(exponent))"
    }
}
