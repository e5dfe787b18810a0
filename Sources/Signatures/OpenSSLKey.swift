internal import COpenSSL

/// Owns an `EVP_PKEY`, of whatever type a file holds; signatures are Ed25519's only.
@safe final class OpenSSLKey {
    private let key: OpaquePointer

    deinit { unsafe EVP_PKEY_free(key) }

    private init(_ key: OpaquePointer) { unsafe self.key = key }

    private init?(found key: OpaquePointer?) {
        // What OpenSSL has to say of a failure stays in its queue, for the next call to stumble over.
        ERR_clear_error()
        guard let key = unsafe key else { return nil }
        unsafe self.key = key
    }

    static func generate() -> OpenSSLKey {
        let context = unsafe EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        unsafe precondition(EVP_PKEY_keygen_init(context) == 1, "EVP_PKEY_keygen_init: Ed25519 is not available")
        unsafe precondition(EVP_PKEY_keygen(context, &key) == 1, "EVP_PKEY_keygen: no random numbers")
        return unsafe OpenSSLKey(key!)
    }

    convenience init?(publicKey bytes: [UInt8]) {
        unsafe self.init(found: EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count))
    }

    convenience init?(privateKey bytes: [UInt8]) {
        unsafe self.init(found: EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, bytes, bytes.count))
    }

    convenience init?(publicPEM text: [UInt8]) {
        unsafe self.init(found: Self.reading(text) { unsafe PEM_read_bio_PUBKEY($0, nil, nil, nil) })
    }

    convenience init?(privatePEM text: [UInt8]) {
        // Without a callback of its own OpenSSL asks the terminal for the passphrase of an encrypted key.
        unsafe self.init(found: Self.reading(text) { unsafe PEM_read_bio_PrivateKey($0, nil, { _, _, _, _ in -1 }, nil) })
    }

    var isEd25519: Bool { unsafe EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 }

    var typeName: String { unsafe EVP_PKEY_get0_type_name(key).map { unsafe String(cString: $0) } ?? "unknown" }

    var publicKey: PublicKey {
        var bytes = [UInt8](repeating: 0, count: PublicKey.byteCount)
        var count = bytes.count
        unsafe precondition(EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1, "EVP_PKEY_get_raw_public_key")
        guard count == bytes.count, let key = PublicKey(bytes: bytes) else { preconditionFailure("Ed25519 keys have 32 bytes") }
        return key
    }

    func signature(of message: [UInt8]) -> [UInt8] {
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: PublicKey.signatureByteCount)
        var count = signature.count
        unsafe precondition(EVP_DigestSignInit(context, nil, nil, nil, key) == 1, "EVP_DigestSignInit")
        unsafe precondition(EVP_DigestSign(context, &signature, &count, message, message.count) == 1, "EVP_DigestSign")
        precondition(count == signature.count, "Ed25519 signatures have 64 bytes")
        return signature
    }

    func verifies(signature: [UInt8], of message: [UInt8]) -> Bool {
        let context = unsafe EVP_MD_CTX_new()
        defer {
            unsafe EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        guard unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return false }
        return unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    func privatePEM() -> [UInt8] {
        unsafe Self.text { unsafe PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }

    func publicPEM() -> [UInt8] { unsafe Self.text { unsafe PEM_write_bio_PUBKEY($0, key) } }

    private static func reading(_ text: [UInt8], _ read: (OpaquePointer?) -> OpaquePointer?) -> OpaquePointer? {
        unsafe text.withUnsafeBytes { bytes in
            let stream = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count))
            defer { unsafe BIO_free(stream) }
            return unsafe read(stream)
        }
    }

    private static func text(_ write: (OpaquePointer?) -> Int32) -> [UInt8] {
        let stream = unsafe BIO_new(BIO_s_mem())
        defer { unsafe BIO_free(stream) }
        unsafe precondition(write(stream) == 1, "PEM_write_bio: out of memory")
        var text = [UInt8](repeating: 0, count: KeyFile.byteCountMax)
        let count = unsafe BIO_read(stream, &text, Int32(text.count))
        return Array(text.prefix(Int(max(0, count))))
    }
}
