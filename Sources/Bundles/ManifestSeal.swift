/// The last member of a manifest, `manifest_sha256`: the hash of every byte before it.
///
/// The document is the object without this member and without its closing brace, a comma and a line feed, which is what is hashed;
/// then the tail, which has one spelling only, so that no byte of the document can change unseen.
package enum ManifestSeal {
    static let member = "manifest_sha256"

    /// The bytes between the hashed part and the end of the document.
    static func tail(sha256: String) -> [UInt8] { Array("  \"\(member)\": \"\(sha256)\"\n}\n".utf8) }

    static let tailByteCount = tail(sha256: String(repeating: "0", count: 2 * SHA256.digestByteCount)).count

    /// Seals the text of a JSON object that ends in a line feed and a closing brace.
    static func close(_ object: [UInt8]) -> [UInt8] {
        precondition(object.suffix(2).elementsEqual("\n}".utf8), "the text of an object that has members, one a line")
        let sealed = object.dropLast(2) + ",\n".utf8
        return sealed + tail(sha256: SHA256.hexDigest(of: sealed))
    }

    /// A document with the right seal in place of the one that it ends in, whatever that is: for tests of what lies behind the seal.
    package static func renewed(_ document: [UInt8]) -> [UInt8] {
        let sealed = document.dropLast(tailByteCount)
        return sealed + tail(sha256: SHA256.hexDigest(of: sealed))
    }

    /// Why the seal of a document does not hold; nil if it does.
    static func problem(with document: [UInt8]) -> String? {
        let sealedByteCount = document.count - tailByteCount
        guard sealedByteCount > 0 else {
            return "the document ends after \(document.count) bytes, before its last member"
        }
        let digest = SHA256.hexDigest(of: document[..<sealedByteCount])
        guard document[sealedByteCount...].elementsEqual(tail(sha256: digest)) else {
            return "the document was changed or cut: its last \(tailByteCount) bytes are not the seal of those before, "
                + "whose sha256 is \(digest)"
        }
        return nil
    }
}
