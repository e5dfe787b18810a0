public import Bundles
internal import Glibc
public import SystemPackage

/// A bundle put together file by file, with none of the writer's checks: for tests of what the reader refuses.
public struct LooseBundle: Sendable {
    /// Contents by name. ``write(to:)`` adds the manifest unless it is among them.
    public var files: [String: [UInt8]]
    public var manifest: Manifest

    public init(_ model: SmallModel) {
        manifest = model.manifest
        files = [BundleFile.forest: FileContents.forest(model.forest).bytes]
        if model.isImported { return }
        files[BundleFile.baseline] = model.baseline.json()
        files[BundleFile.report] = model.report
    }

    /// Writes the files into the folder, which is made if it is missing. The manifest's list is what is true of them, whatever they
    /// hold.
    public func write(to folder: FilePath) throws {
        try Self.createFolder(folder)
        for (name, bytes) in files { try Self.write(bytes, to: folder.appending(name)) }
        if files[BundleFile.manifest] == nil {
            try Self.write(completeManifest.json(), to: folder.appending(BundleFile.manifest))
        }
    }

    /// The manifest with the list of the files.
    public var completeManifest: Manifest {
        var manifest = manifest
        manifest.files = files.sorted { $0.key < $1.key }.map { name, bytes in
            Manifest.FileEntry(name: name, byteCount: bytes.count, sha256: SHA256.hexDigest(of: bytes))
        }
        return manifest
    }

    /// Writes a file anew.
    public static func write(_ bytes: [UInt8], to path: FilePath) throws {
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
        try file.closeAfter { _ = try file.writeAll(bytes) }
    }

    /// Makes a folder and those above it.
    public static func createFolder(_ path: FilePath) throws {
        if unsafe mkdir(path.string, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT else { throw Errno(rawValue: errno) }
        try createFolder(path.removingLastComponent())
        guard unsafe mkdir(path.string, 0o755) == 0 else { throw Errno(rawValue: errno) }
    }
}
