internal import Glibc

/// Bytes that end right before a page that may not be touched: reading one byte too far is a fault, not luck.
@safe public final class GuardedBytes {
    public let bytes: UnsafeMutableRawBufferPointer
    private let mapping: UnsafeMutableRawPointer
    private let mappingByteCount: Int

    /// `slack` bytes (zeros) follow the contents before the guard page, for parsers that are promised some.
    public init(_ contents: [UInt8], slack: Int = 0) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let needed = contents.count + slack
        let usable = (needed + page - 1) / page * page
        mappingByteCount = usable + page
        unsafe mapping = mmap(nil, mappingByteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        unsafe precondition(mapping != MAP_FAILED, "mmap")
        unsafe precondition(mprotect(mapping + usable, page, PROT_NONE) == 0, "mprotect")
        unsafe bytes = UnsafeMutableRawBufferPointer(start: mapping + (usable - needed), count: contents.count)
        unsafe bytes.copyBytes(from: contents)
    }

    deinit { unsafe munmap(mapping, mappingByteCount) }
}
