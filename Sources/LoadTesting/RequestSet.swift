import Base
package import Codecs
import Network

/// The requests of a run, each whole in memory as it is sent; the same for all threads.
@safe package final class RequestSet: @unchecked Sendable {
    private let requests: [ClientRequest]

    /// `messages` are heads and bodies as they are sent; `keepsBodies` says that answers are looked at (see ``AnswerCheck``).
    package init(method: HTTPMethod, messages: [[UInt8]], keepsBodies: Bool = false) {
        precondition(!messages.isEmpty, "a run has requests")
        requests = messages.enumerated().map { index, message in
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: message.count, alignment: 64)
            unsafe memory.copyBytes(from: message)
            var request = unsafe ClientRequest(method: method, message: UnsafeRawBufferPointer(memory), number: index)
            request.keepsBody = keepsBodies
            return request
        }
    }

    deinit {
        for request in requests { unsafe request.message.deallocate() }
    }

    package var count: Int { requests.count }

    /// Request number `index`; valid as long as the set.
    func request(_ index: Int) -> ClientRequest { requests[index] }
}
