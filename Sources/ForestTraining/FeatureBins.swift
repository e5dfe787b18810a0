/// How one feature's float32 codes become bin numbers.
///
/// A feature has 1 to 255 value bins and, after them, one bin for missing values, so that a bin number is one byte. Numeric bins keep
/// order; categorical bins hold one category each, the most frequent first, and the last one holds all the rest.
public struct FeatureBins: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// Ascending, finite edges: bin k holds `edges[k - 1] <= x < edges[k]`, the first and last bin are open.
        case numeric(edges: [Float])
        /// The category code of each bin, at most 254. One more bin holds every other code, which always goes right at a split.
        case categorical(codes: [UInt32])
    }

    /// Value bins that a feature may have.
    public static let valueBinsRange = 2...255

    public let kind: Kind

    /// Bins of values: all but the missing one.
    public let valueBinCount: Int

    /// The bin of missing values (NaN).
    public var missingBin: Int { valueBinCount }

    /// Bins for an ordered feature with these edges, which must ascend, be finite and number at most 254.
    public init(edges: [Float]) {
        precondition(edges.count < Self.valueBinsRange.upperBound, "a bin number is one byte")
        precondition(edges.allSatisfy(\.isFinite) && zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }, "edges ascend")
        kind = .numeric(edges: edges)
        valueBinCount = edges.count + 1
    }

    /// Bins for a categorical feature, one per code in this order and one for all others; codes are distinct, at most 254.
    public init(codes: [UInt32]) {
        precondition(codes.count < Self.valueBinsRange.upperBound, "a bin number is one byte")
        precondition(Set(codes).count == codes.count, "a code has one bin")
        kind = .categorical(codes: codes)
        valueBinCount = codes.count + 1
    }

    /// Bins for categories with these row counts by code: the `maxBins - 1` most frequent ones get a bin each, ties by code; the rarest
    /// beyond them, and codes that no row has, share the last bin.
    public static func categorical(counts: [Int], maxBins: Int) -> FeatureBins {
        precondition(valueBinsRange.contains(maxBins), "a bin number is one byte")
        let present = counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$1], $0) < (counts[$0], $1) }
        return FeatureBins(codes: present.prefix(maxBins - 1).map { UInt32($0) })
    }
}
