internal import Base
internal import Codecs
public import SystemPackage
internal import Tabular

/// A bundle as one file: a tar archive (ustar) in gzip that holds NAME/VERSION/FILE of each file and nothing else.
///
/// The same bundle gives the same bytes: manifest.json, the signature, then the other files by name, with owner 0, time 0 and mode 0644.
public enum BundleArchive {
    /// Writes the bundle at `path` to `destination`, whole or not at all; every file is checked once more. Returns the archive's size in bytes.
    public static func pack(_ path: FilePath, to destination: FilePath) throws(BundleError) -> Int {
        let manifest = try Bundle(path: path).manifest
        let reader = try BundleReader(path: path)
        var files: [(name: String, contents: FileContents)] = [(BundleFile.manifest, .array(try reader.manifestBytes()))]
        if let signature = try reader.signature() { files.append((BundleFile.signature, .array(signature))) }
        for file in manifest.files { files.append((file.name, try reader.contents(of: file))) }
        guard reader.isStillInPlace else {
            throw BundleError(bundle: path.string, reason: "was replaced while it was read; try again", cause: .request)
        }
        do throws(SystemCallError) {
            var sink = try ByteSink(path: destination, gzip: true)
            for (name, contents) in files {
                try write(contents, to: &sink, as: "\(manifest.name)/\(manifest.version)/\(name)")
            }
            try write(.array([UInt8](repeating: 0, count: 2 * TarHeader.blockByteCount)), to: &sink)
            try sink.finish()
            return sink.storedByteCount
        } catch {
            throw BundleError(error, bundle: destination.string)
        }
    }

    private static func write(_ contents: FileContents, to sink: inout ByteSink, as path: String) throws(SystemCallError) {
        let byteCount = contents.byteCount
        try write(.array(TarHeader(path: path, kind: .file, byteCount: byteCount).block()), to: &sink)
        try write(contents, to: &sink)
        try write(.array([UInt8](repeating: 0, count: TarHeader.paddedByteCount(byteCount) - byteCount)), to: &sink)
    }

    private static func write(_ contents: FileContents, to sink: inout ByteSink) throws(SystemCallError) {
        try unsafe contents.withBytes { bytes throws(SystemCallError) in try unsafe sink.write(bytes) }
    }
}
