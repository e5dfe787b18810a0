public import Codecs

/// What a handler answers. The loop adds the head, and leaves the body out when the request was HEAD.
@safe public struct HTTPResponse {
    public var status: HTTPStatus
    /// Empty for an answer without a body.
    public var contentType: StaticString
    /// Further field lines, each with its CR LF.
    public var fields: StaticString
    /// Field lines that are known only when the answer is made, each with its CR LF: memory of the handler's, valid as long as the body.
    public var extraFields = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    /// Memory of the handler's, valid until the handler is called again.
    public var body: UnsafeRawBufferPointer

    public init(status: HTTPStatus, contentType: StaticString, fields: StaticString = "", body: UnsafeRawBufferPointer) {
        self.status = status
        self.contentType = contentType
        self.fields = fields
        unsafe self.body = body
    }

    /// An answer without a body.
    public init(status: HTTPStatus) {
        unsafe self.init(status: status, contentType: "", body: UnsafeRawBufferPointer(start: nil, count: 0))
    }
}
