/// What a lane asks: whether a column's code exceeds a threshold's number, or a category test. Kept in the two bytes of a `RowTree`'s test.
enum MaskTest {
    case numeric(column: Int, threshold: Int)
    case category(Int)

    static let categoryCountMax = 1 << 15

    init(_ bits: UInt16) {
        self =
            bits & 1 << 15 == 0
            ? .numeric(column: Int(bits >> 8), threshold: Int(bits & 255)) : .category(Int(bits & (1 << 15 - 1)))
    }

    var bits: UInt16 {
        switch self {
        case .numeric(let column, let threshold): UInt16(column << 8 | threshold)
        case .category(let index): UInt16(1 << 15 | index)
        }
    }

    static func isCategory(_ bits: UInt16) -> Bool { bits >> 15 != 0 }
}
