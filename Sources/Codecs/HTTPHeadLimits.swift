/// What bounds the head of a request before it is believed. RFC 9110 asks for targets of at least 8,000 bytes (section 4.1).
public struct HTTPHeadLimits: Sendable, Equatable {
    /// Request line, field lines and the empty line that ends them.
    public var headByteCountMax: Int
    public var targetByteCountMax: Int
    public var fieldCountMax: Int

    public init(headByteCountMax: Int = 16 << 10, targetByteCountMax: Int = 8 << 10, fieldCountMax: Int = 100) {
        precondition(headByteCountMax > 0 && headByteCountMax <= Self.headByteCountCeiling, "a head of 1 byte to 1 MiB")
        self.headByteCountMax = headByteCountMax
        self.targetByteCountMax = targetByteCountMax
        self.fieldCountMax = fieldCountMax
    }

    /// No limit may be set above this: offsets in a head are 32 bits wide.
    public static let headByteCountCeiling = 1 << 20
    /// Longer than any registered method.
    static let methodByteCountMax = 24
    /// RFC 9112, section 2.2: "at least one empty line" before the request line is to be ignored; more is not a client's mistake.
    static let leadingEmptyLineCountMax = 1
}
