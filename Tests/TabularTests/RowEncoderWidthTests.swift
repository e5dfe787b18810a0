import Base
import Tabular
import TestSupport
import Testing

/// Rows in raw memory, in either width.
struct RowEncoderWidthTests {
    private static let contract = FeatureContract(
        features: [
            Feature(name: "x", kind: .numeric, transforms: [.identity], range: 0.1...1000.3),
            Feature(name: "c", kind: .categorical, transforms: [.categoryMap(["red", "3", "true"])]),
            Feature(name: "y", kind: .numeric, transforms: [.identity]),
        ],
        missingMarkers: ["", "NA"], policy: .observe)

    private enum Value {
        case text(String)
        case number(String)
        case boolean(Bool)
        case absent
    }

    private func encoded(_ encoder: RowEncoder, _ feature: Int, _ text: String) -> (outcome: RowEncoder.Outcome, code: Double) {
        encoded(encoder, feature, .text(text))
    }

    private func encoded(_ encoder: RowEncoder, _ feature: Int, _ value: Value) -> (outcome: RowEncoder.Outcome, code: Double) {
        var row = [UInt8](repeating: 0xAB, count: encoder.rowByteCount)
        let (outcome, code, isMissing) = unsafe row.withUnsafeMutableBytes { row in
            let start = row.baseAddress!
            let outcome = unsafe Self.encode(value, encoder, feature, start)
            let code =
                encoder.width == .float32
                ? Double(unsafe row.loadUnaligned(fromByteOffset: feature * 4, as: Float.self))
                : unsafe row.loadUnaligned(fromByteOffset: feature * 8, as: Double.self)
            return (outcome, code, unsafe encoder.isMissing(feature: feature, row: start))
        }
        #expect(isMissing == code.isNaN)
        let width = encoder.width.elementByteCount
        // Nothing but the feature's own number is touched.
        #expect(row.enumerated().allSatisfy { $0.offset / width == feature || $0.element == 0xAB })
        return (outcome, code)
    }

    private static func encode(
        _ value: Value, _ encoder: RowEncoder, _ feature: Int, _ row: UnsafeMutableRawPointer
    ) -> RowEncoder.Outcome {
        switch value {
        case .text(let text):
            unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe encoder.encode(text: $0, feature: feature, row: row) }
        case .number(let text):
            unsafe Array(text.utf8).withUnsafeBufferPointer {
                unsafe encoder.encode(number: Float(text)!, text: $0, feature: feature, row: row)
            }
        case .boolean(let boolean): unsafe encoder.encode(boolean: boolean, feature: feature, row: row)
        case .absent: unsafe encoder.encodeAbsent(feature: feature, row: row)
        }
    }

    @Test func `a text is rounded once, to the width of the encoder`() {
        let narrow = RowEncoder(Self.contract)
        let wide = RowEncoder(Self.contract, width: .float64)
        var random = TestSeed.random(11)
        for index in 0..<5_000 {
            let value = index % 2 == 0 ? random.nextUnit() * 1000 : Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            // 17 digits that lie next to the middle of two floats are where a way over the other width would show.
            let text = "\(value)"
            #expect(encoded(narrow, 2, text).code.bitPattern == Double(Float(text)!).bitPattern, "\(text)")
            #expect(encoded(wide, 2, text).code.bitPattern == Double(text)!.bitPattern, "\(text)")
            #expect(encoded(narrow, 2, .number(text)).code.bitPattern == Double(Float(text)!).bitPattern, "\(text)")
            #expect(encoded(wide, 2, .number(text)).code.bitPattern == Double(text)!.bitPattern, "\(text)")
        }
        // 1 + 2^-24 + 2^-54 rounds up as a float, but to the even neighbour, 1, when it comes by way of a double.
        let text = "1.000000059604644830"
        #expect(encoded(narrow, 2, text).code == Double(Float(1).nextUp))
        #expect(encoded(wide, 2, text).code == 1.0000000596046448)
    }

    @Test(arguments: InputWidth.allCases)
    func `the ends of a range are in it, and their neighbours outside are not`(width: InputWidth) {
        let encoder = RowEncoder(Self.contract, width: width)
        for text in ["0.1", "1000.3", "1000", "0.2"] { #expect(encoded(encoder, 0, text).outcome == .clean, "\(text)") }
        for text in ["0.0999", "1000.4", "inf", "-1e99"] {
            #expect(encoded(encoder, 0, text).outcome.violation == .outOfRange, "\(text)")
        }
        let isOutside = encoded(encoder, 0, "0.09999999999999999").outcome.violation == .outOfRange
        #expect(isOutside == (width == .float64))
    }

    @Test(arguments: InputWidth.allCases)
    func `categories, literals, markers and absent features are the same in both widths`(width: InputWidth) {
        let encoder = RowEncoder(Self.contract, width: width)
        #expect(encoder.rowByteCount == 3 * width.elementByteCount)
        #expect(encoded(encoder, 1, "red") == (.clean, 0))
        #expect(encoded(encoder, 1, "3") == (.clean, 1))
        #expect(encoded(encoder, 1, "blue").outcome.violation == .unknownCategory)
        #expect(
            encoded(encoder, 1, "blue").code.isNaN && encoded(encoder, 0, "NA").code.isNaN
                && encoded(encoder, 0, "nan").code.isNaN)
        #expect(encoded(encoder, 1, .boolean(true)) == (.clean, 2))
        #expect(encoded(encoder, 2, .boolean(true)) == (.clean, 1))
        #expect(encoded(encoder, 2, .absent).outcome.violation == .missingFeature)
        #expect(encoded(encoder, 0, "word").outcome == .init(accepted: false, violation: .wrongType))
    }
}
