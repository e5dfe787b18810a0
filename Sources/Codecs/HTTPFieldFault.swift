/// What is wrong with a field line, and at which byte of the message; each parser says it in its own error.
struct HTTPFieldFault: Error {
    var reason: Reason
    var offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    enum Reason: UInt8, Sendable {
        case bareLineFeed, bareCarriageReturn, foldedLine, emptyFieldName, invalidFieldName, whitespaceBeforeColon
        case invalidFieldValue, tooManyFields, invalidContentLength
    }
}
