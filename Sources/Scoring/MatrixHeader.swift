/// The first bytes of a `.npy` file: version 1.0, little endian, rows in C order.
///
/// Always as long as it is for the most rows that there can be, so that the count is filled in when it is known.
/// Source: numpy.lib.format, "Format Version 1.0".
public struct MatrixHeader: Sendable, Equatable {
    public static let byteCount = 128

    public var rowCount: Int
    public var columnCount: Int
    /// Else float64.
    public var isFloat32: Bool

    public init(rowCount: Int, columnCount: Int, isFloat32: Bool) {
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.isFloat32 = isFloat32
    }

    public var bytes: [UInt8] {
        let type = isFloat32 ? "<f4" : "<f8"
        let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(rowCount), \(columnCount)), }"
        // Magic, version, and the length of what follows: 10 bytes.
        let length = Self.byteCount - 10
        precondition(text.utf8.count < length, "two numbers of 64 bits have no more digits")
        var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)]
        bytes += Array(text.utf8)
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: Self.byteCount - 1 - bytes.count)
        return bytes + [UInt8(ascii: "\n")]
    }
}
