internal import Codecs

/// A number of an encoded row: the widths that models read.
protocol FeatureNumber: BinaryFloatingPoint, Sendable {
    /// The number that fills `text`, rounded once; nil when it is none.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Self?
    /// The smallest and the largest value in range.
    static func bounds(of plan: UnsafePointer<FeaturePlan>) -> (lower: Self, upper: Self)
}

extension Float: FeatureNumber {
    @inline(__always) static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Float? { unsafe NumberParser.float(text) }

    @inline(__always) static func bounds(of plan: UnsafePointer<FeaturePlan>) -> (lower: Float, upper: Float) {
        unsafe plan.pointee.narrowBounds
    }
}

extension Double: FeatureNumber {
    @inline(__always) static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Double? { unsafe NumberParser.double(text) }

    @inline(__always) static func bounds(of plan: UnsafePointer<FeaturePlan>) -> (lower: Double, upper: Double) {
        unsafe plan.pointee.wideBounds
    }
}
