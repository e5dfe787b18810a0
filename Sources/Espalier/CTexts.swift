/// Zero-terminated copies of texts, which C callers may read as long as it lives. Immutable.
@safe struct CTexts: ~Copyable, @unchecked Sendable {
    private let starts: UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>>

    init(_ texts: [String]) {
        unsafe starts = .allocate(capacity: texts.count)
        for (index, text) in texts.enumerated() {
            let bytes = text.utf8CString
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
            for (place, byte) in bytes.enumerated() { unsafe (copy + place).initialize(to: byte) }
            unsafe starts.initializeElement(at: index, to: copy)
        }
    }

    deinit {
        for index in unsafe starts.indices { unsafe starts[index].deallocate() }
        unsafe starts.deallocate()
    }

    var count: Int { unsafe starts.count }

    /// nil when there are not as many.
    subscript(index: Int64) -> UnsafePointer<CChar>? {
        guard index >= 0, index < Int64(count) else { return nil }
        return unsafe UnsafePointer(starts[Int(index)])
    }
}
