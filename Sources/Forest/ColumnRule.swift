/// How a test reads its feature: what kind of test it is and what a missing value does there. Tests of one feature under one rule share
/// a column.
enum ColumnRule: UInt8, Sendable, CaseIterable {
    /// x >= threshold goes right; NaN left.
    case missingLeft = 0
    /// The same; NaN right.
    case missingRight = 1
    /// The same; NaN is read as 0.
    case missingIsZero = 2
    /// As the first, with |x| up to the zero band read as NaN.
    case zeroLeft = 3
    /// As the second, likewise.
    case zeroRight = 4
    /// A category outside the set goes right; NaN as each test says.
    case category = 5
    /// The same; NaN is category 0.
    case categoryMissingIsZero = 6
    /// The same; NaN and |x| up to the zero band as each test says.
    case categoryZero = 7

    init(_ split: SplitRecord) {
        self =
            switch (split.isCategorical, split.missing, split.defaultLeft) {
            case (false, .nanIsMissing, true): .missingLeft
            case (false, .nanIsMissing, false): .missingRight
            case (false, .nanIsZero, _): .missingIsZero
            case (false, .zeroIsMissing, true): .zeroLeft
            case (false, .zeroIsMissing, false): .zeroRight
            case (true, .nanIsMissing, _): .category
            case (true, .nanIsZero, _): .categoryMissingIsZero
            case (true, .zeroIsMissing, _): .categoryZero
            }
    }

    var isCategorical: Bool { rawValue >= Self.category.rawValue }
    var zeroIsMissing: Bool { self == .zeroLeft || self == .zeroRight || self == .categoryZero }
}
