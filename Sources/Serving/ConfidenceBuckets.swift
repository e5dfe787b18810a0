/// The buckets that confidences are counted in: twenty of equal width from 0 to 1, the upper bound inclusive.
enum ConfidenceBuckets {
    static let count = 20

    /// The upper bound of a bucket, as its label spells it: the number nearest to the decimal fraction.
    static func bound(_ bucket: Int) -> Double { Double(bucket &+ 1) / 20 }

    /// The bucket of a confidence; what is outside 0 ... 1, or no number, is in the nearest, the first.
    @inline(__always)
    static func index(of confidence: Double) -> Int {
        // The comparison is false for NaN.
        guard confidence > 0 else { return 0 }
        guard confidence < 1 else { return count &- 1 }
        let bucket = Int(confidence * 20)
        // The product may be rounded up to a whole number, and a bound belongs to the bucket below it.
        return bucket > 0 && confidence <= bound(bucket &- 1) ? bucket &- 1 : bucket
    }
}
