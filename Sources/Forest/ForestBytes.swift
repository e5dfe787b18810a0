/// Serialised bytes with checked, unaligned, little-endian reads: what the validator reads through before anything is trusted.
@safe struct ForestBytes {
    let raw: UnsafeRawBufferPointer

    init(_ raw: UnsafeRawBufferPointer) { unsafe self.raw = raw }

    var count: Int { unsafe raw.count }

    func load<Value: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: Value.Type = Value.self) -> Value {
        precondition(offset >= 0 && offset <= count - MemoryLayout<Value>.size, "a read outside the forest's bytes")
        return unsafe Value(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: type))
    }

    func float64(_ offset: Int) -> Double { Double(bitPattern: load(offset)) }

    /// A number of the given width, widened.
    func number(_ offset: Int, _ width: Arithmetic.Width) -> Double {
        switch width {
        case .float32: Double(Float(bitPattern: load(offset)))
        case .float64: float64(offset)
        }
    }

    /// The first byte of `range` that is not zero.
    func firstNonzero(in range: Range<Int>) -> Int? {
        range.first { load($0, as: UInt8.self) != 0 }
    }
}
