internal import CTabular
internal import Codecs

/// A number of an encoded row: the widths that models read.
protocol FeatureNumber: BinaryFloatingPoint, Sendable {
    /// The number that fills `text`, rounded once; nil when it is none.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Self?
    /// The smallest and the largest value in range.
    static func bounds(of plan: UnsafePointer<FeaturePlan>) -> (lower: Self, upper: Self)
    /// Reads the plain numbers of a column that are in range; one bit for each of the other rows.
    static func readNumbers(
        _ column: UnsafePointer<ct_column>, _ plan: UnsafePointer<FeaturePlan>, _ codes: UnsafeMutablePointer<Self>,
        _ instructions: TextInstructions
    ) -> UInt64
    /// Finds the texts of a column that are in the table; one bit for each of the other rows.
    static func findTexts(
        _ column: UnsafePointer<ct_column>, _ texts: ct_short_texts, _ codes: UnsafeMutablePointer<Self>
    ) -> UInt64
}

extension Float: FeatureNumber {
    @inline(__always) static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Float? { unsafe NumberParser.float(text) }

    @inline(__always) static func bounds(of plan: UnsafePointer<FeaturePlan>) -> (lower: Float, upper: Float) {
        unsafe plan.pointee.narrowBounds
    }

    static func readNumbers(
        _ column: UnsafePointer<ct_column>, _ plan: UnsafePointer<FeaturePlan>, _ codes: UnsafeMutablePointer<Float>,
        _ instructions: TextInstructions
    ) -> UInt64 {
        let (lower, upper) = unsafe bounds(of: plan)
        return unsafe ct_read_floats(column, lower, upper, codes, instructions.isa)
    }

    static func findTexts(
        _ column: UnsafePointer<ct_column>, _ texts: ct_short_texts, _ codes: UnsafeMutablePointer<Float>
    ) -> UInt64 {
        unsafe ct_find_texts_float(column, texts, codes)
    }
}

extension Double: FeatureNumber {
    @inline(__always) static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Double? { unsafe NumberParser.double(text) }

    @inline(__always) static func bounds(of plan: UnsafePointer<FeaturePlan>) -> (lower: Double, upper: Double) {
        unsafe plan.pointee.wideBounds
    }

    static func readNumbers(
        _ column: UnsafePointer<ct_column>, _ plan: UnsafePointer<FeaturePlan>, _ codes: UnsafeMutablePointer<Double>,
        _ instructions: TextInstructions
    ) -> UInt64 {
        let (lower, upper) = unsafe bounds(of: plan)
        return unsafe ct_read_doubles(column, lower, upper, codes, instructions.isa)
    }

    static func findTexts(
        _ column: UnsafePointer<ct_column>, _ texts: ct_short_texts, _ codes: UnsafeMutablePointer<Double>
    ) -> UInt64 {
        unsafe ct_find_texts_double(column, texts, codes)
    }
}
