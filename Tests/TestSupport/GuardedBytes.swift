internal import Glibc

/// Bytes that end right before a page that may not be touched, or begin right behind one: reading one byte too far is a fault, not luck.
@safe public final class GuardedBytes {
    public let bytes: UnsafeMutableRawBufferPointer
    private let mapping: UnsafeMutableRawPointer
    private let mappingByteCount: Int

    public enum Edge: Sendable { case start, end }

    /// `slack` bytes (zeros) follow the contents before the guard page, for parsers that are promised some.
    public init(_ contents: [UInt8], slack: Int = 0, edge: Edge = .end) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let needed = contents.count + slack
        let usable = (needed + page - 1) / page * page
        mappingByteCount = usable + 2 * page
        unsafe mapping = mmap(nil, mappingByteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        unsafe precondition(mapping != MAP_FAILED, "mmap")
        for guardPage in [0, page + usable] {
            unsafe precondition(mprotect(mapping + guardPage, page, PROT_NONE) == 0, "mprotect")
        }
        let begin = edge == .start ? page : page + usable - needed
        unsafe bytes = UnsafeMutableRawBufferPointer(start: mapping + begin, count: contents.count)
        unsafe bytes.copyBytes(from: contents)
    }

    deinit { unsafe munmap(mapping, mappingByteCount) }
}
