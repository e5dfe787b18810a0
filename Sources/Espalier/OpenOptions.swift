internal import CEspalier

/// A caller's `espalier_open_options`, read as far as its `size` says.
struct OpenOptions {
    var threadCount = 1

    init(_ pointer: UnsafePointer<espalier_open_options>?) throws(CallError) {
        guard let pointer = unsafe pointer else { return }
        let start = unsafe UnsafeRawPointer(pointer)
        let size = unsafe start.loadUnaligned(as: Int.self)
        let known = MemoryLayout<espalier_open_options>.size
        guard size >= known, size <= Self.byteCountMax else {
            throw .invalid(
                "options.size is \(size); accepted is sizeof(espalier_open_options), \(known), to \(Self.byteCountMax)")
        }
        // A caller of a later version may have more fields, as long as it does not use them.
        let isUnderstood = unsafe UnsafeRawBufferPointer(start: start + known, count: size - known).allSatisfy { $0 == 0 }
        let options = unsafe start.loadUnaligned(as: espalier_open_options.self)
        guard isUnderstood, options.reserved == 0 else {
            throw .invalid("options have fields that version \(ESPALIER_API_VERSION) of the interface does not know")
        }
        guard options.threads >= 0, options.threads <= CallArguments.threadCountMax else {
            throw .invalid("options.threads is \(options.threads); accepted is 0 to \(CallArguments.threadCountMax)")
        }
        threadCount = max(1, Int(options.threads))
    }

    /// Far more than options will ever have.
    private static let byteCountMax = 4096
}
