import Base
import BundleTestSupport
import Bundles
import Glibc
import Signatures
import SystemPackage
import TestSupport
import Testing

/// Keys, signatures, and bundles that must have one.
struct SignatureTests {
    let folder = TemporaryFolder()

    private static func bytes(_ digits: String) -> [UInt8] {
        let values = digits.map { UInt8($0.hexDigitValue ?? 0) }
        return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }

    /// RFC 8032, section 7.1: secret key, public key, message, signature.
    static let vectors = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                + "d25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                + "387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                + "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ]

    @Test func `keys and signatures are those of RFC 8032`() throws {
        for (secret, point, message, signature) in Self.vectors {
            let key = try #require(PrivateKey(bytes: Self.bytes(secret)))
            #expect(key.publicKey.bytes == Self.bytes(point))
            #expect(key.signature(of: Self.bytes(message)) == Self.bytes(signature))
            let publicKey = try #require(PublicKey(bytes: Self.bytes(point)))
            #expect(publicKey.verifies(signature: Self.bytes(signature), of: Self.bytes(message)))
            for index in 0..<64 {
                var changed = Self.bytes(signature)
                changed[index] ^= 1
                #expect(!publicKey.verifies(signature: changed, of: Self.bytes(message)))
            }
            #expect(!publicKey.verifies(signature: Self.bytes(signature), of: Self.bytes(message) + [0]))
            #expect(!publicKey.verifies(signature: Self.bytes(signature) + [0], of: Self.bytes(message)))
            #expect(!publicKey.verifies(signature: [], of: Self.bytes(message)))
        }
        #expect(PublicKey(bytes: []) == nil && PrivateKey(bytes: [UInt8](repeating: 1, count: 31)) == nil)
        // The order of the curve is above it, no point has this coordinate.
        let none = try #require(PublicKey(bytes: [UInt8](repeating: 0xFF, count: 32)))
        #expect(!none.verifies(signature: Self.bytes(Self.vectors[0].3), of: []))
    }

    @Test func `a new pair is written once, the private half for its owner only, and read back`() throws {
        let path = folder.path.appending("key")
        let key = PrivateKey()
        try key.write(to: path)
        var status = stat()
        #expect(unsafe stat(path.string, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(try PrivateKey(path: path).publicKey == key.publicKey)
        #expect(try PublicKey(path: folder.path.appending("key.pub")) == key.publicKey)
        #expect(try PrivateKey(path: path).signature(of: [1, 2]) == key.signature(of: [1, 2]))
        #expect(PrivateKey().publicKey != key.publicKey)
        let before = FileBytes.read(path)
        let again = #expect(throws: KeyError.self) { try PrivateKey().write(to: path) }
        #expect(again?.reason.contains("exists") == true && again?.exitCode == .usage)
        #expect(unsafe unlink(path.string) == 0)
        // The public half is in the way: nothing is written.
        #expect(throws: KeyError.self) { try PrivateKey().write(to: path) }
        #expect(FolderListing.names(in: folder.path) == ["key.pub"] && before != nil)
        let nowhere = #expect(throws: KeyError.self) { try key.write(to: folder.path.appending("no/key")) }
        #expect(nowhere?.errno == .noSuchFileOrDirectory && nowhere?.exitCode == .environment)
    }

    @Test func `what is no key of the right kind is refused with what it is`() throws {
        let path = folder.path.appending("key")
        try PrivateKey().write(to: path)
        let privateText = try #require(FileBytes.read(path))
        let publicText = try #require(FileBytes.read(folder.path.appending("key.pub")))
        func refusal(_ text: [UInt8], isPrivate: Bool) throws -> String {
            let path = folder.path.appending("foreign")
            try LooseBundle.write(text, to: path)
            let error = #expect(throws: KeyError.self) {
                if isPrivate { _ = try PrivateKey(path: path) } else { _ = try PublicKey(path: path) }
            }
            #expect(error?.exitCode == .usage)
            return error?.reason ?? ""
        }
        #expect(try refusal(publicText, isPrivate: true).hasPrefix("holds a public key; a PEM file"))
        #expect(try refusal(privateText, isPrivate: false).hasPrefix("holds a private key, which only signs"))
        #expect(try refusal([], isPrivate: true).hasPrefix("holds no private key, or a damaged one"))
        #expect(try refusal([], isPrivate: false).hasPrefix("holds no public key, or a damaged one"))
        #expect(try refusal([UInt8](repeating: 65, count: 20_000), isPrivate: false).hasPrefix("is larger than 16384 bytes"))
        // The last byte is a line feed, which a PEM file can do without.
        for count in 0..<privateText.count - 1 { _ = try refusal(Array(privateText[..<count]), isPrivate: true) }
        for count in 0..<publicText.count - 1 { _ = try refusal(Array(publicText[..<count]), isPrivate: false) }
        let missing = #expect(throws: KeyError.self) { _ = try PublicKey(path: folder.path.appending("none")) }
        #expect(missing?.exitCode == .environment)
        // A pipe would be waited for.
        #expect(unsafe mkfifo(folder.path.appending("pipe").string, 0o600) == 0)
        #expect(throws: KeyError.self) { _ = try PublicKey(path: folder.path.appending("pipe")) }
    }

    @Test func `a bundle that must be signed is refused without a good signature of its manifest by that key`() throws {
        let (key, other) = (PrivateKey(), PrivateKey())
        let path = try SmallModel().write(to: folder.path)
        func refusal() -> String {
            let error = #expect(throws: BundleError.self) { _ = try Bundle(path: path, signedBy: key.publicKey) }
            #expect(error?.file == "signature" && error?.cause == .bundle)
            return error?.reason ?? ""
        }
        func sign(_ key: PrivateKey) throws {
            var additions = BundleAdditions()
            additions.signature = { key.signature(of: $0) }
            try BundleWriter.replace(path, with: additions)
        }
        #expect(refusal() == "is missing; a signature by the key \(key.publicKey.fingerprint) is required")
        try sign(other)
        #expect(refusal().hasPrefix("is not one of this manifest.json by the key \(key.publicKey.fingerprint)"))
        try sign(key)
        let bundle = try Bundle(path: path, signedBy: key.publicKey)
        #expect(bundle.isSigned)
        let signature = try #require(FileBytes.read(path.appending("signature")))
        // A signature of another manifest.
        let second = try SmallModel().write(to: folder.path)
        try LooseBundle.write(signature, to: second.appending("signature"))
        #expect(throws: BundleError.self) { _ = try Bundle(path: second, signedBy: key.publicKey) }
        #expect(try !Bundle(path: second).manifest.files.isEmpty)
        for bytes in [[], Array(signature.dropLast()), signature + [0], [UInt8](repeating: 0, count: 1 << 20)] {
            try LooseBundle.write(bytes, to: path.appending("signature"))
            let error = #expect(throws: BundleError.self) { _ = try Bundle(path: path) }
            #expect(error?.file == "signature", "\(bytes.count)")
        }
    }

    @Test func `openssl knows our keys and signatures, and we know its keys`() throws {
        guard Program.run("/usr/bin/env", ["openssl", "version"]).exitCode == 0 else { return }
        let (path, own, foreign) = (folder.path, folder.path.appending("own").string, folder.path.appending("foreign").string)
        func openssl(_ arguments: [String]) {
            let result = Program.run("/usr/bin/env", ["openssl"] + arguments)
            #expect(result.exitCode == 0, "\(arguments): \(result.error)")
        }
        let key = PrivateKey()
        try key.write(to: FilePath(own))
        let bundle = try SmallModel().write(to: path)
        var additions = BundleAdditions()
        additions.signature = { key.signature(of: $0) }
        try BundleWriter.replace(bundle, with: additions)
        openssl([
            "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", own + ".pub", "-in", bundle.appending("manifest.json").string,
            "-sigfile", bundle.appending("signature").string,
        ])
        openssl(["genpkey", "-algorithm", "ed25519", "-out", foreign])
        openssl(["pkey", "-in", foreign, "-pubout", "-out", foreign + ".pub"])
        #expect(try PrivateKey(path: FilePath(foreign)).publicKey == PublicKey(path: FilePath(foreign + ".pub")))
        openssl(["pkey", "-in", foreign, "-aes256", "-passout", "pass:secret", "-out", foreign + ".encrypted"])
        let encrypted = #expect(throws: KeyError.self) { _ = try PrivateKey(path: FilePath(foreign + ".encrypted")) }
        #expect(encrypted?.reason.hasPrefix("the private key is encrypted; ") == true)
        for (type, name) in [("x25519", "X25519"), ("ed448", "ED448")] {
            openssl(["genpkey", "-algorithm", type, "-out", foreign + type])
            let error = #expect(throws: KeyError.self) { _ = try PrivateKey(path: FilePath(foreign + type)) }
            #expect(error?.reason == "holds a key of type \(name); accepted is ED25519")
        }
    }
}
