internal import Base
internal import Bundles
internal import COpenSSL
internal import Glibc
public import SystemPackage

/// Keys as PEM files.
public enum KeyFile {
    /// A PEM file of an Ed25519 key has some 120 bytes; the rest is for comments before it.
    public static let byteCountMax = 16 << 10

    /// Where the public key of the private one at `path` is written.
    public static func publicPath(besides path: FilePath) -> FilePath { FilePath(path.string + ".pub") }

    static func openPrivateKey(path: FilePath) throws(KeyError) -> OpenSSLKey {
        let text = try read(path)
        if let key = OpenSSLKey(privatePEM: text) { return try checkedType(key, path) }
        let accepted = "a PEM file that begins with -----BEGIN PRIVATE KEY-----, as `bundle keygen` writes it, is accepted"
        if TextSearch.contains(text, "ENCRYPTED") {
            throw KeyError(path: path.string, reason: "the private key is encrypted; \(accepted)")
        }
        if OpenSSLKey(publicPEM: text) != nil { throw KeyError(path: path.string, reason: "holds a public key; \(accepted)") }
        throw KeyError(path: path.string, reason: "holds no private key, or a damaged one; \(accepted)")
    }

    static func openPublicKey(path: FilePath) throws(KeyError) -> OpenSSLKey {
        let text = try read(path)
        if let key = OpenSSLKey(publicPEM: text) { return try checkedType(key, path) }
        let accepted = "a PEM file that begins with -----BEGIN PUBLIC KEY-----, as `bundle keygen` writes it, is accepted"
        if TextSearch.contains(text, "PRIVATE KEY") {
            throw KeyError(path: path.string, reason: "holds a private key, which only signs; \(accepted)")
        }
        throw KeyError(path: path.string, reason: "holds no public key, or a damaged one; \(accepted)")
    }

    /// Private first, so that nothing is made public that has no private half.
    static func write(_ key: OpenSSLKey, to path: FilePath) throws(KeyError) {
        let publicPath = publicPath(besides: path)
        for path in [path, publicPath] where FolderPaths.exists(path) {
            throw KeyError(path: path.string, reason: "exists; keys are never replaced: choose another name")
        }
        try create(path, key.privatePEM(), mode: 0o600)
        do throws(KeyError) {
            try create(publicPath, key.publicPEM(), mode: 0o644)
        } catch {
            _ = unsafe path.withPlatformString { unsafe unlink($0) }
            throw error
        }
    }

    private static func create(_ path: FilePath, _ contents: [UInt8], mode: mode_t) throws(KeyError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let descriptor = unsafe path.withPlatformString { unsafe Glibc.open($0, flags, mode) }
        guard descriptor >= 0 else { throw KeyError(.last("open", path.string), path: path) }
        let file = NewFile(path: path, descriptor: descriptor)
        do throws(SystemCallError) {
            try file.write(.array(contents))
            try file.sync()
        } catch {
            _ = unsafe path.withPlatformString { unsafe unlink($0) }
            throw KeyError(error, path: path)
        }
    }

    private static func read(_ path: FilePath) throws(KeyError) -> [UInt8] {
        do {
            return try FileContents.mapped(MappedFile(path: path, byteCountMax: byteCountMax)).bytes
        } catch {
            if error.errno == .fileTooLarge {
                throw KeyError(
                    path: path.string, reason: "is larger than \(byteCountMax) bytes, the most that a key file may have")
            }
            throw KeyError(error, path: path)
        }
    }

    private static func checkedType(_ key: OpenSSLKey, _ path: FilePath) throws(KeyError) -> OpenSSLKey {
        guard key.isEd25519 else {
            throw KeyError(path: path.string, reason: "holds a key of type \(key.typeName); accepted is ED25519")
        }
        return key
    }
}
