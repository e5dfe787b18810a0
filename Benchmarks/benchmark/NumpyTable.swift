import ArgumentParser
import Base
import SystemPackage

/// The numbers of a .npy file: float32, two dimensions, C order.
@safe struct NumpyTable {
    let rowCount: Int
    let columnCount: Int
    let start: UnsafePointer<Float>
    // Keeps the numbers mapped.
    private let file: MappedFile

    init(path: String) throws {
        file = try MappedFile(path: FilePath(path), byteCountMax: 1 << 32)
        let bytes = unsafe file.bytes
        guard bytes.count > 10, unsafe bytes[0] == 0x93, unsafe bytes[6] == 1 else {
            throw ValidationError("\(path) is not a .npy file of version 1")
        }
        let headerByteCount = unsafe Int(bytes[8]) | Int(bytes[9]) << 8
        guard bytes.count >= 10 + headerByteCount else { throw ValidationError("\(path) ends in its header") }
        let header = unsafe String(decoding: bytes[10..<10 + headerByteCount], as: UTF8.self)
        let shape = header.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }.split(separator: ",").compactMap {
            Int($0.filter(\.isNumber))
        }
        guard header.contains("'<f4'"), header.contains("'fortran_order': False"), shape.count == 2 else {
            throw ValidationError("\(path): float32 in C order and two dimensions are read here, not \(header)")
        }
        guard bytes.count == 10 + headerByteCount + shape[0] * shape[1] * 4, let base = bytes.baseAddress else {
            throw ValidationError("\(path) does not have \(shape[0]) x \(shape[1]) numbers")
        }
        rowCount = shape[0]
        columnCount = shape[1]
        unsafe start = (base + 10 + headerByteCount).assumingMemoryBound(to: Float.self)
    }
}
