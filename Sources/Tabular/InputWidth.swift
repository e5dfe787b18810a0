/// The width of the numbers that a model reads. A text becomes a number of this width by one rounding, never through another width.
public enum InputWidth: Sendable, CaseIterable {
    case float32, float64

    /// Bytes of one number.
    public var elementByteCount: Int {
        switch self {
        case .float32: 4
        case .float64: 8
        }
    }
}
