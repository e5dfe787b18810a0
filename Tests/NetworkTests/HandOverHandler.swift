import Codecs
import Network

/// Hands over what is asked below `/work`, and answers the rest at once. The test plays the workers.
@safe final class HandOverHandler: EchoHandler {
    private(set) var handedOver: [UnsafeMutablePointer<Exchange>] = unsafe []
    /// The workers take nothing.
    var isFull = false
    /// Requests that were refused for that, and because as many were under way as may be.
    private(set) var fullCount = 0
    private(set) var allUnderWayCount = 0
    static let fullText = "full"
    static let allUnderWayText = "all under way"
    private let text = UnsafeMutableRawBufferPointer.allocate(byteCount: 8 << 20, alignment: 64)

    deinit { unsafe text.deallocate() }

    var count: Int { unsafe handedOver.count }

    override func respond(to request: HTTPRequest) -> HTTPResponse? {
        let path = unsafe String(decoding: request.bytes(request.head.path), as: UTF8.self)
        return path.hasPrefix("/work") ? nil : super.respond(to: request)
    }

    override func handOver(_ exchange: UnsafeMutablePointer<Exchange>) -> HTTPResponse? {
        if isFull {
            fullCount += 1
            return respond(status: .serviceUnavailable, Self.fullText)
        }
        unsafe handedOver.append(exchange)
        return nil
    }

    override func refuseHandOver(_ request: HTTPRequest) -> HTTPResponse {
        allUnderWayCount += 1
        return respond(status: .serviceUnavailable, Self.allUnderWayText)
    }

    /// A worker takes one up.
    func take(_ position: Int) -> UnsafeMutablePointer<Exchange> { unsafe handedOver.remove(at: position) }

    /// A worker answers as `EchoHandler` does, or with as many bytes as `byteCount` says, and gives back what was handed over.
    func giveBack(_ position: Int = 0, worker: Int = 0, answering: Bool = true, byteCount: Int? = nil, to loop: EventLoop?) {
        unsafe giveBack(take(position), worker: worker, answering: answering, byteCount: byteCount, to: loop)
    }

    func giveBack(
        _ exchange: UnsafeMutablePointer<Exchange>, worker: Int, answering: Bool, byteCount: Int? = nil, to loop: EventLoop?
    ) {
        if answering {
            let request = unsafe exchange.pointee.request
            let path = unsafe String(decoding: request.bytes(request.head.path), as: UTF8.self)
            let body = unsafe String(decoding: request.body, as: UTF8.self)
            let answer = byteCount.map { String(repeating: "w", count: $0) } ?? "\(request.head.method) \(path) \(body)"
            unsafe text.copyBytes(from: Array(answer.utf8))
            unsafe exchange.pointee.answer(
                HTTPResponse(
                    status: .ok, contentType: "text/plain", body: UnsafeRawBufferPointer(rebasing: text[..<answer.utf8.count])))
            // What was copied is no longer looked at.
            unsafe text.copyBytes(from: Array(repeating: UInt8(ascii: "?"), count: answer.utf8.count))
        }
        loop?.returns?.push(UInt64(unsafe exchange.pointee.index), worker: worker)
    }

    func isGone(_ position: Int = 0) -> Bool { unsafe handedOver[position].pointee.isGone }
}
