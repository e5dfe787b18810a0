/// A kind of compression that a byte source tells by its first bytes and undoes.
public struct StreamCompression: Sendable {
    /// The name in messages: `gzip`.
    public let name: String
    /// The bytes with which a stream, or a further member of one, begins: one of these.
    let magics: [[UInt8]]
    /// Zeros after the last member are padding.
    let allowsPadding: Bool
    /// Nil when there is no memory.
    let makeDecoder: @Sendable () -> (any StreamDecoder)?

    public init(
        name: String, magics: [[UInt8]], allowsPadding: Bool,
        makeDecoder: @escaping @Sendable () -> (any StreamDecoder)?
    ) {
        self.name = name
        self.allowsPadding = allowsPadding
        self.magics = magics
        self.makeDecoder = makeDecoder
    }

    /// RFC 1952; no text begins with its magic bytes.
    public static let gzip = StreamCompression(
        name: "gzip", magics: [[0x1F, 0x8B]], allowsPadding: true, makeDecoder: { GzipInflater() })

    /// Whether a member begins with these bytes.
    func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
        magics.contains { magic in unsafe bytes.count >= magic.count && bytes.starts(with: magic) }
    }

    /// Whether more bytes are needed to say so.
    func mayBegin(_ bytes: UnsafeRawBufferPointer) -> Bool {
        magics.contains { magic in unsafe bytes.count < magic.count && magic.starts(with: bytes) }
    }
}
