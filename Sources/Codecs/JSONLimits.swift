/// What bounds a JSON document before it is believed.
public struct JSONLimits: Sendable {
    /// Arrays and objects inside one another; ``depthCeiling`` at most.
    public var depthMax: Int
    public var byteCountMax: Int
    /// Whether `NaN`, `Infinity` and `-Infinity` are numbers too: not JSON, but what some programs write for numbers that JSON lacks.
    public var allowsNonFinite: Bool

    /// The cursor keeps one bit for each open array or object, in one word.
    public static let depthCeiling = 64

    public init(depthMax: Int = depthCeiling, byteCountMax: Int = 256 << 20, allowsNonFinite: Bool = false) {
        precondition((1...Self.depthCeiling).contains(depthMax), "JSON depth limits are 1 ... 64")
        self.depthMax = depthMax
        self.byteCountMax = byteCountMax
        self.allowsNonFinite = allowsNonFinite
    }
}
