/// The percent-encoding of paths and queries (RFC 3986, section 2.1).
public enum HTTPPercentEncoding {
    /// Decodes a run of a target into `output`; returns the bytes written, or nil when they are more than `output` holds or a `%` has
    /// no two digits after it. A `+` stays a plus.
    public static func decode(_ text: Span<UInt8>, _ run: HTTPByteRange, into output: inout MutableSpan<UInt8>) -> Int? {
        var index = Int(run.lowerBound)
        let end = Int(run.upperBound)
        var count = 0
        while index < end {
            guard count < output.count else { return nil }
            var byte = text[index]
            if byte == 0x25 {
                guard index &+ 2 < end, let high = HTTPText.hexValue(text[index &+ 1]),
                    let low = HTTPText.hexValue(text[index &+ 2])
                else { return nil }
                byte = high &<< 4 | low
                index &+= 2
            }
            output[count] = byte
            count &+= 1
            index &+= 1
        }
        return count
    }
}
