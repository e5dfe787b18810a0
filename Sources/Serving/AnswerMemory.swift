internal import Codecs

/// The buffer that one thread's answers are written into, in memory of its own: a stored property would be guarded against overlapping
/// accesses at each of its uses.
@safe final class AnswerMemory {
    let buffer: UnsafeMutablePointer<ByteBuffer>

    init() {
        unsafe buffer = .allocate(capacity: 1)
        unsafe buffer.initialize(to: ByteBuffer(capacity: 64 << 10))
    }

    deinit {
        unsafe buffer.deinitialize(count: 1)
        unsafe buffer.deallocate()
    }
}
