extension HTTPRequestParser {
    mutating func readStart(_ bytes: Span<UInt8>) throws(HTTPParseError) {
        let byte = bytes[position]
        if byte == 0x0D, leadingEmptyLineCount < HTTPHeadLimits.leadingEmptyLineCountMax {
            leadingEmptyLineCount &+= 1
            position &+= 1
            state = .startLineFeed
        } else if HTTPText.isToken(byte) {
            start = position
            state = .method
        } else {
            throw HTTPParseError(byte == 0x0A ? .bareLineFeed : .invalidMethod, at: position)
        }
    }

    mutating func readMethod(_ bytes: Span<UInt8>) throws(HTTPParseError) {
        while position < bytes.count, HTTPText.isToken(bytes[position]) {
            guard position &- start < HTTPHeadLimits.methodByteCountMax else {
                throw HTTPParseError(.unsupportedMethod, at: position)
            }
            position &+= 1
        }
        guard position < bytes.count else { return }
        guard bytes[position] == 0x20 else { throw HTTPParseError(.invalidMethod, at: position) }
        head.method = HTTPMethod(bytes, HTTPByteRange(start, position))
        position &+= 1
        start = position
        state = .target
    }

    mutating func readTarget(_ bytes: Span<UInt8>, _ limits: HTTPHeadLimits) throws(HTTPParseError) {
        // One more than the limit, so that a target that is too long is told from one that just ends there.
        let end = min(bytes.count, start &+ limits.targetByteCountMax &+ 1)
        position = HTTPText.targetEnd(bytes, from: position, to: end)
        guard position &- start <= limits.targetByteCountMax else {
            throw HTTPParseError(.targetTooLong, at: position &- 1)
        }
        guard position < bytes.count else { return }
        guard bytes[position] == 0x20 else {
            // HTTP/0.9 had no version.
            let endsLine = position > start && (bytes[position] == 0x0D || bytes[position] == 0x0A)
            throw HTTPParseError(endsLine ? .invalidVersion : .invalidTarget, at: position)
        }
        head.target = HTTPByteRange(start, position)
        try splitTarget(bytes)
        position &+= 1
        start = position
        state = .version
    }

    /// Path and query of the target's form (RFC 9112, section 3.2).
    private mutating func splitTarget(_ bytes: Span<UInt8>) throws(HTTPParseError) {
        guard position > start else { throw HTTPParseError(.invalidTarget, at: position) }
        var pathStart = start
        let first = bytes[start]
        if head.method == .connect {
            // The authority form has neither path nor query; CONNECT is refused by whoever looks at the method.
            return
        } else if first == 0x2A {
            guard position &- start == 1, head.method == .options else { throw HTTPParseError(.invalidTarget, at: start) }
            return
        } else if first != 0x2F {
            pathStart = try authorityEnd(bytes)
        }
        var pathEnd = position
        var hasPercent = false
        for index in pathStart..<position {
            let byte = bytes[index]
            if byte == 0x3F, pathEnd == position { pathEnd = index }
            if byte == 0x25 { hasPercent = true }
        }
        head.path = HTTPByteRange(pathStart, pathEnd)
        if pathEnd < position { head.query = HTTPByteRange(pathEnd &+ 1, position) }
        if hasPercent { try checkPercentEncoding(bytes, from: pathStart) }
    }

    /// The absolute form, which every server must accept (RFC 9112, section 3.2.2): where the path begins after `http://authority`.
    private func authorityEnd(_ bytes: Span<UInt8>) throws(HTTPParseError) -> Int {
        var index = start
        while index < position, bytes[index] != 0x3A { index &+= 1 }
        index = min(index &+ 3, position)
        let scheme = HTTPByteRange(start, index)
        guard
            HTTPText.isEqual(bytes, scheme, ignoringCase: "http://") || HTTPText.isEqual(bytes, scheme, ignoringCase: "https://")
        else { throw HTTPParseError(.invalidTarget, at: start) }
        let authorityStart = index
        while index < position, bytes[index] != 0x2F, bytes[index] != 0x3F { index &+= 1 }
        // A host, which is not empty (RFC 9110, section 4.2.1), with an optional port; no user (section 4.2.4).
        guard index > authorityStart, bytes[authorityStart] != 0x3A else {
            throw HTTPParseError(.invalidTarget, at: authorityStart)
        }
        let hostEnd = HTTPText.hostEnd(bytes, from: authorityStart, to: index)
        guard hostEnd == index else { throw HTTPParseError(.invalidTarget, at: hostEnd) }
        return index
    }

    private func checkPercentEncoding(_ bytes: Span<UInt8>, from pathStart: Int) throws(HTTPParseError) {
        var index = pathStart
        while index < position {
            if bytes[index] == 0x25 {
                guard HTTPText.isEscape(bytes, index, position) else { throw HTTPParseError(.invalidTarget, at: index) }
                index &+= 2
            }
            index &+= 1
        }
    }

    mutating func readVersion(_ bytes: Span<UInt8>) throws(HTTPParseError) {
        if position == start, HTTPText.isHTTP11(bytes, at: position) {
            head.minorVersion = 1
            position &+= 9
            state = .requestLineFeed
            return
        }
        while position < bytes.count {
            let byte = bytes[position]
            let index = position &- start
            switch index {
            case 0..<5:
                guard byte == HTTPText.byte("HTTP/", index) else {
                    throw HTTPParseError(.invalidVersion, at: position)
                }
            case 5, 7:
                guard HTTPText.isDigit(byte) else { throw HTTPParseError(.invalidVersion, at: position) }
            case 6:
                guard byte == 0x2E else { throw HTTPParseError(.invalidVersion, at: position) }
            default:
                guard byte != 0x0A else { throw HTTPParseError(.bareLineFeed, at: position) }
                guard byte == 0x0D else { throw HTTPParseError(.invalidVersion, at: position) }
                guard bytes[start &+ 5] == 0x31 else { throw HTTPParseError(.unsupportedVersion, at: start) }
                head.minorVersion = bytes[start &+ 7] == 0x30 ? 0 : 1
                position &+= 1
                state = .requestLineFeed
                return
            }
            position &+= 1
        }
    }
}
