public import SystemPackage

/// An Ed25519 private key (RFC 8032). Its memory is OpenSSL's, which overwrites it when the value goes; it is never printed.
public final class PrivateKey {
    private let key: OpenSSLKey

    /// A new key from OpenSSL's random numbers.
    public init() { key = OpenSSLKey.generate() }

    /// The key of these 32 bytes; nil for any other number of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == PublicKey.byteCount, let key = OpenSSLKey(privateKey: bytes) else { return nil }
        self.key = key
    }

    /// Reads a PEM file (`-----BEGIN PRIVATE KEY-----`, not encrypted) of at most `KeyFile.byteCountMax` bytes.
    public init(path: FilePath) throws(KeyError) { key = try KeyFile.openPrivateKey(path: path) }

    public var publicKey: PublicKey { key.publicKey }

    /// The signature of `message`, 64 bytes; the same message gives the same signature.
    public func signature(of message: [UInt8]) -> [UInt8] { key.signature(of: message) }

    /// Writes the private key to `path`, for its owner only, and the public key to `path` with `.pub` behind it, both as PEM. Neither file
    /// may exist; a failure leaves neither.
    public func write(to path: FilePath) throws(KeyError) { try KeyFile.write(key, to: path) }
}
