/// A public key, as opening a bundle sees it. Signatures has the one kind that there is; who opens without a key links no such thing.
public protocol SignatureVerifier: Sendable {
    /// By which people tell keys apart.
    var fingerprint: String { get }
    /// Whether `signature` is a signature of `message` by the holder of the private key.
    func verifies(signature: [UInt8], of message: [UInt8]) -> Bool
}
