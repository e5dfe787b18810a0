/// The values of the fields that frame a message.
enum HTTPFieldValues {
    /// What `Connection` asks for, of all that it may list (RFC 9110, section 7.6.1).
    struct ConnectionOptions: Sendable, Equatable {
        var close = false
        var keepAlive = false

        mutating func add(_ bytes: Span<UInt8>, _ value: HTTPByteRange) {
            var items = HTTPListElements(value)
            while let item = items.next(in: bytes) {
                if HTTPText.isEqual(bytes, item, ignoringCase: "close") { close = true }
                if HTTPText.isEqual(bytes, item, ignoringCase: "keep-alive") { keepAlive = true }
            }
        }
    }

    /// `Content-Length`: digits alone, no sign, no list. A number too large for `Int` is taken as the largest, which every limit refuses.
    static func contentLength(_ bytes: Span<UInt8>, _ value: HTTPByteRange) throws(HTTPFieldFault) -> Int {
        guard !value.isEmpty else { throw HTTPFieldFault(.invalidContentLength, at: Int(value.lowerBound)) }
        var length = 0
        for index in Int(value.lowerBound)..<Int(value.upperBound) {
            let digit = bytes[index] &- 0x30
            guard digit <= 9 else { throw HTTPFieldFault(.invalidContentLength, at: index) }
            let (product, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(digit))
            length = overflow || carry || length == .max ? .max : sum
        }
        return length
    }
}
