internal import Tabular

/// A matrix whose numbers lie row by row, little endian, without a gap.
public struct MatrixShape: Sendable, Equatable {
    public enum Number: String, Sendable, CaseIterable {
        case float32, float64

        public var byteCount: Int { self == .float32 ? 4 : 8 }

        var width: InputWidth { self == .float32 ? .float32 : .float64 }
    }

    public let number: Number
    public let columnCount: Int

    /// More columns than a CSV header may have are refused: nil.
    public init?(number: Number, columnCount: Int) {
        guard (1...RecordLimits.columnCountMax).contains(columnCount) else { return nil }
        self.number = number
        self.columnCount = columnCount
    }

    /// Bytes of a row.
    public var rowByteCount: Int { number.byteCount * columnCount }
}
