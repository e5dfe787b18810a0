internal import Codecs

/// An answer in a block of its own, with room in front of the body for the head that the loop writes: so that the loop sends the block as
/// it is, and copies nothing of it.
@safe struct ReturnedAnswer {
    /// Room for every head of a returned answer.
    static let headByteCountMax = 1024

    private var buffer = ConnectionBuffer()
    private var bodyByteCount = 0
    private var extraFieldByteCount = 0
    private var status = HTTPStatus.ok
    private var contentType: StaticString = ""
    private var fields: StaticString = ""

    init() {}

    init(_ response: HTTPResponse) {
        status = response.status
        contentType = response.contentType
        fields = response.fields
        bodyByteCount = unsafe response.body.count
        extraFieldByteCount = unsafe response.extraFields.count
        // Of the pool's size where that is enough, so that the pool can keep it.
        let capacity = max(BufferPool.blockByteCount, Self.headByteCountMax + bodyByteCount + extraFieldByteCount)
        unsafe buffer = ConnectionBuffer(block: ConnectionBuffer.allocate(capacity: capacity), capacity: capacity)
        buffer.lower = Self.headByteCountMax
        buffer.upper = Self.headByteCountMax
        unsafe buffer.append(response.body)
        unsafe buffer.append(response.extraFields)
    }

    var hasBlock: Bool { buffer.hasBlock }
    var capacity: Int { buffer.capacity }

    /// As a response whose memory is this.
    var response: HTTPResponse {
        let bytes = unsafe buffer.bytes
        var response = unsafe HTTPResponse(
            status: status, contentType: contentType, fields: fields,
            body: UnsafeRawBufferPointer(rebasing: bytes[..<bodyByteCount]))
        unsafe response.extraFields = UnsafeRawBufferPointer(rebasing: bytes[bodyByteCount...])
        return response
    }

    /// The block with `head` written in front of the body, which is left out where the request was HEAD. Leaves this without a block.
    mutating func takeBlock(_ head: HTTPResponseHead, leavesOutBody: Bool) -> ConnectionBuffer {
        guard let block = unsafe buffer.block else { preconditionFailure("an answer that was made") }
        var taken = buffer
        // How long the head is shows when it is written; so it is written first, then moved to where the body begins.
        let room = unsafe UnsafeMutableRawBufferPointer(start: block, count: Self.headByteCountMax)
        let byteCount = unsafe head.write(into: room)
        taken.lower = Self.headByteCountMax - byteCount
        unsafe (block + taken.lower).copyMemory(from: block, byteCount: byteCount)
        taken.upper = Self.headByteCountMax + (leavesOutBody ? 0 : bodyByteCount)
        buffer = ConnectionBuffer()
        return taken
    }

    /// Frees the block of an answer that nobody gets.
    mutating func drop() {
        buffer.deallocate()
        buffer = ConnectionBuffer()
    }
}
