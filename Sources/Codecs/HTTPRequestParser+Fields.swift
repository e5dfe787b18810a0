extension HTTPRequestParser {
    mutating func readFieldStart(_ bytes: Span<UInt8>, _ limits: HTTPHeadLimits) throws(HTTPParseError) {
        let byte = bytes[position]
        if HTTPText.isToken(byte) {
            guard fieldCount < limits.fieldCountMax else { throw HTTPParseError(.tooManyFields, at: position) }
            fieldCount &+= 1
            start = position
            state = .fieldName
            return
        }
        switch byte {
        case 0x0D:
            position &+= 1
            state = .headLineFeed
        case 0x0A: throw HTTPParseError(.bareLineFeed, at: position)
        case 0x20, 0x09: throw HTTPParseError(.foldedLine, at: position)
        case 0x3A: throw HTTPParseError(.emptyFieldName, at: position)
        default: throw HTTPParseError(.invalidFieldName, at: position)
        }
    }

    mutating func readFieldName(_ bytes: Span<UInt8>) throws(HTTPParseError) {
        position = HTTPText.tokenEnd(bytes, from: position)
        guard position < bytes.count else { return }
        switch bytes[position] {
        case 0x3A:
            nameEnd = position
            position &+= 1
            state = .fieldValue
        case 0x20, 0x09: throw HTTPParseError(.whitespaceBeforeColon, at: position)
        case 0x0A: throw HTTPParseError(.bareLineFeed, at: position)
        default: throw HTTPParseError(.invalidFieldName, at: position)
        }
    }

    /// A value ends with its carriage return; of the control characters only the tab may stand in it (RFC 9110, section 5.5).
    mutating func readFieldValue(_ bytes: Span<UInt8>) throws(HTTPParseError) {
        while true {
            position = HTTPText.firstControl(bytes, from: position)
            guard position < bytes.count else { return }
            switch bytes[position] {
            case 0x09: position &+= 1
            case 0x0D:
                try finishField(bytes)
                position &+= 1
                state = .fieldLineFeed
                return
            case 0x0A: throw HTTPParseError(.bareLineFeed, at: position)
            default: throw HTTPParseError(.invalidFieldValue, at: position)
            }
        }
    }

    /// Takes note of the fields that frame the message, say what its body is or are asked for by name with every request; the rest is for a
    /// cursor. By the name's length first, so that a field that is none of them costs one comparison at most.
    private mutating func finishField(_ bytes: Span<UInt8>) throws(HTTPParseError) {
        let name = HTTPByteRange(start, nameEnd)
        let value = HTTPText.trimmed(bytes, nameEnd &+ 1, position)
        switch name.count {
        case 4 where HTTPText.isEqual(bytes, name, ignoringCase: "host"): try readHost(bytes, value)
        case 6 where HTTPText.isEqual(bytes, name, ignoringCase: "expect"): try readExpect(bytes, value)
        case 10 where HTTPText.isEqual(bytes, name, ignoringCase: "connection"): seen.connection.add(bytes, value)
        case 11 where HTTPText.isEqual(bytes, name, ignoringCase: "traceparent"):
            if head.isFirst(.traceParent) { head.traceParent = value }
        case 12: noteField12(bytes, name, value)
        case 14 where HTTPText.isEqual(bytes, name, ignoringCase: "content-length"): try readContentLength(bytes, value)
        case 15: noteField15(bytes, name, value)
        case 16 where HTTPText.isEqual(bytes, name, ignoringCase: "content-encoding"):
            if head.isFirst(.contentEncoding) { head.contentEncoding = value }
        case 17 where HTTPText.isEqual(bytes, name, ignoringCase: "transfer-encoding"): try readTransferEncoding(bytes, value)
        case 20 where HTTPText.isEqual(bytes, name, ignoringCase: "x-request-timeout-ms"):
            if head.isFirst(.requestTimeout) { head.requestTimeout = value }
        default: break
        }
    }

    private mutating func noteField12(_ bytes: Span<UInt8>, _ name: HTTPByteRange, _ value: HTTPByteRange) {
        if HTTPText.isEqual(bytes, name, ignoringCase: "content-type") {
            if head.isFirst(.contentType) { head.contentType = value }
        } else if HTTPText.isEqual(bytes, name, ignoringCase: "x-request-id") {
            if head.isFirst(.requestID) { head.requestID = value }
        }
    }

    private mutating func noteField15(_ bytes: Span<UInt8>, _ name: HTTPByteRange, _ value: HTTPByteRange) {
        if HTTPText.isEqual(bytes, name, ignoringCase: "accept-encoding") {
            if head.isFirst(.acceptEncoding) { head.acceptEncoding = value }
        } else if HTTPText.isEqual(bytes, name, ignoringCase: "x-forwarded-for") {
            if head.isFirst(.forwardedFor) { head.forwardedFor = value }
        } else if HTTPText.isEqual(bytes, name, ignoringCase: "x-server-timing") {
            if head.isFirst(.serverTiming) { head.serverTiming = value }
        }
    }

    private mutating func readHost(_ bytes: Span<UInt8>, _ value: HTTPByteRange) throws(HTTPParseError) {
        guard !seen.host else { throw HTTPParseError(.repeatedHost, at: start) }
        seen.host = true
        let end = HTTPText.hostEnd(bytes, from: Int(value.lowerBound), to: Int(value.upperBound))
        guard end == Int(value.upperBound) else { throw HTTPParseError(.invalidHost, at: end) }
    }

    private mutating func readExpect(_ bytes: Span<UInt8>, _ value: HTTPByteRange) throws(HTTPParseError) {
        var items = HTTPListElements(value)
        while let item = items.next(in: bytes) {
            if HTTPText.isEqual(bytes, item, ignoringCase: "100-continue") {
                head.expectsContinue = true
            } else if !item.isEmpty {
                throw HTTPParseError(.unsupportedExpectation, at: Int(item.lowerBound))
            }
        }
    }

    /// Names of codings, with commas between them; of several lines one list. Nothing may come after chunked, and no element may be empty
    /// or have parameters: every leniency here is one that another server may not share.
    private mutating func readTransferEncoding(_ bytes: Span<UInt8>, _ value: HTTPByteRange) throws(HTTPParseError) {
        seen.transferEncoding = true
        var items = HTTPListElements(value)
        while let item = items.next(in: bytes) {
            guard !head.isChunked, HTTPText.isToken(bytes, item) else {
                throw HTTPParseError(.invalidTransferEncoding, at: Int(item.lowerBound))
            }
            if HTTPText.isEqual(bytes, item, ignoringCase: "chunked") {
                head.isChunked = true
            } else {
                seen.unknownCoding = true
            }
        }
    }

    /// Digits alone: no sign, no list, and no more than an `Int` holds. A length that another server would cut to its own width is one
    /// that two could disagree on.
    private mutating func readContentLength(_ bytes: Span<UInt8>, _ value: HTTPByteRange) throws(HTTPParseError) {
        guard head.contentLength == nil else { throw HTTPParseError(.repeatedContentLength, at: start) }
        guard !value.isEmpty else { throw HTTPParseError(.invalidContentLength, at: Int(value.lowerBound)) }
        var length = 0
        for index in Int(value.lowerBound)..<Int(value.upperBound) {
            let digit = bytes[index] &- 0x30
            guard digit <= 9 else { throw HTTPParseError(.invalidContentLength, at: index) }
            let (product, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(digit))
            guard !overflow, !carry else { throw HTTPParseError(.invalidContentLength, at: index) }
            length = sum
        }
        head.contentLength = length
    }
}
