/// The mark with which some programs begin UTF-8.
enum ByteOrderMark {
    static let bytes: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Bytes of it at the beginning of a text: 3 or 0.
    static func byteCount(_ text: UnsafeRawPointer, _ byteCount: Int) -> Int {
        unsafe byteCount >= bytes.count && UnsafeRawBufferPointer(start: text, count: bytes.count).elementsEqual(bytes)
            ? bytes.count : 0
    }
}
