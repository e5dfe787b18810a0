/// A growing buffer of bytes that text and JSON are written into; for cold paths and batch output.
public struct ByteBuffer: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func append(_ byte: UInt8) { bytes.append(byte) }
    public mutating func append(_ text: StaticString) { fatalError() }
    public mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
    public mutating func append(contentsOf other: UnsafeBufferPointer<UInt8>) { fatalError() }
    /// The shortest decimal that reads back as the same `Float`; `NaN`, `Infinity`, `-Infinity` for what JSON cannot say.
    public mutating func append(_ value: Float) { fatalError() }
    /// The shortest decimal that reads back as the same `Double`.
    public mutating func append(_ value: Double) { fatalError() }
    public mutating func append(_ value: Int) { fatalError() }
    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
