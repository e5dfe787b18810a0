internal import COpenSSL

/// SHA-256 in pieces (FIPS 180-4, OpenSSL's EVP): feed bytes in any portions, then take the digest.
@safe public struct SHA256: ~Copyable {
    /// Bytes of a digest; its text has twice as many characters.
    public static let digestByteCount = 32

    private let context: OpaquePointer

    public init() {
        guard let made = unsafe EVP_MD_CTX_new() else { preconditionFailure("EVP_MD_CTX_new: out of memory") }
        unsafe context = made
        unsafe precondition(EVP_DigestInit_ex(made, EVP_sha256(), nil) == 1, "EVP_DigestInit_ex: SHA-256 is not available")
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds `bytes` to what is hashed.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        unsafe precondition(EVP_DigestUpdate(context, start, bytes.count) == 1, "EVP_DigestUpdate")
    }

    public mutating func update(_ bytes: some Collection<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { unsafe update(UnsafeRawBufferPointer($0)) }
        if done == nil { update(Array(bytes)) }
    }

    /// The digest of everything so far as 64 lower-case hexadecimal digits.
    public consuming func hexDigest() -> String {
        var digest = [UInt8](repeating: 0, count: Self.digestByteCount)
        unsafe precondition(EVP_DigestFinal_ex(context, &digest, nil) == 1, "EVP_DigestFinal_ex")
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
