extension JSONCursor {
    /// What stands here, and what should.
    @inline(never)
    func error(expected: StaticString) -> JSONError {
        JSONError(offset: offset, reason: "found \(found()), expected \(expected)")
    }

    @inline(never)
    func malformedNumber() -> JSONError {
        JSONError(
            offset: offset,
            reason: "a number that JSON does not have; accepted: -? then 0 or digits without a leading 0, then .digits, then an "
                + "exponent with digits")
    }

    private func found() -> String {
        switch byteHere {
        case nil: return "the end of the document"
        case 0xEF? where offset == 0: return "a byte order mark"
        case let byte? where byte > 0x20 && byte < 0x7F: return "'\(Character(Unicode.Scalar(byte)))'"
        case let byte?: return "byte 0x" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
