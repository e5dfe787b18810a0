/// A block of zeroed memory that begins at a multiple of 64 bytes, freed when the last reference goes.
@safe final class AlignedBlock: @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer

    init(byteCount: Int) {
        unsafe bytes = .allocate(byteCount: byteCount, alignment: ForestFormat.alignment)
        unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { unsafe bytes.deallocate() }
}
