internal import COpenSSL

/// SHA-256 in pieces (FIPS 180-4): feed bytes in any portions, then take the digest.
///
/// By OpenSSL's functions for this one digest, not by its EVP interface: that reads the machine's OpenSSL configuration and may load what
/// it names, which is not for a library inside another program to do (docs/decisions.md).
@safe public struct SHA256: ~Copyable {
    /// Bytes of a digest; its text has twice as many characters.
    public static let digestByteCount = 32

    private var context = SHA256_CTX()

    public init() {
        unsafe precondition(SHA256_Init(&context) == 1, "SHA256_Init")
    }

    /// Adds `bytes` to what is hashed.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        unsafe precondition(SHA256_Update(&context, start, bytes.count) == 1, "SHA256_Update")
    }

    public mutating func update(_ bytes: some Collection<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { unsafe update(UnsafeRawBufferPointer($0)) }
        if done == nil { update(Array(bytes)) }
    }

    /// The digest of everything so far as 64 lower-case hexadecimal digits.
    public consuming func hexDigest() -> String {
        var digest = [UInt8](repeating: 0, count: Self.digestByteCount)
        unsafe precondition(SHA256_Final(&digest, &context) == 1, "SHA256_Final")
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * digest.count)
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    public static func hexDigest(of bytes: UnsafeRawBufferPointer) -> String {
        var hash = SHA256()
        unsafe hash.update(bytes)
        return hash.hexDigest()
    }

    public static func hexDigest(of bytes: some Collection<UInt8>) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return hash.hexDigest()
    }
}
