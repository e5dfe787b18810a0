public import Bundles
public import SystemPackage

/// An Ed25519 public key (RFC 8032): what tells whether a bundle was signed by the holder of the private one.
public struct PublicKey: SignatureVerifier, Equatable {
    /// The encoded point: 32 bytes.
    public let bytes: [UInt8]

    /// Bytes of an encoded key.
    public static let byteCount = 32
    /// Bytes of a signature.
    public static let signatureByteCount = BundleLimits.signatureByteCount

    /// Refuses (nil) any other number of bytes. Whether they encode a point shows when a signature is looked at: none is good for others.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads a PEM file (`-----BEGIN PUBLIC KEY-----`, RFC 7468 and 8410) of at most `KeyFile.byteCountMax` bytes.
    public init(path: FilePath) throws(KeyError) {
        self = try KeyFile.openPublicKey(path: path).publicKey
    }

    /// Whether `signature` is a signature of `message` by the holder of the private key.
    public func verifies(signature: [UInt8], of message: [UInt8]) -> Bool {
        guard signature.count == Self.signatureByteCount, let key = OpenSSLKey(publicKey: bytes) else { return false }
        return key.verifies(signature: signature, of: message)
    }

    /// The first digits of the key's sha256, by which people tell keys apart.
    public var fingerprint: String { String(SHA256.hexDigest(of: bytes).prefix(16)) }
}
