internal import Base
internal import SystemPackage

extension TemporaryBundle {
    private static var bufferByteCount: Int { 256 << 10 }

    /// Writes the files of an archive, whose `first` is about to be read, and gives the folder its final name, which is returned.
    borrowing func publish(
        _ first: ArchiveReader.Entry, and archive: inout ArchiveReader, signedBy key: (any SignatureVerifier)?,
        before hook: WriteStep.Hook
    ) throws(BundleWriter.Failure) -> FilePath {
        var entry: ArchiveReader.Entry? = first
        while let found = entry {
            try write(found, of: &archive, before: hook)
            do throws(BundleError) { entry = try archive.next() } catch { throw .bundle(error) }
        }
        try sync(before: hook)
        let manifest: Manifest
        do throws(BundleWriter.Failure) {
            manifest = try verify(signedBy: key, before: hook)
        } catch {
            guard case .bundle(var refusal) = error else { throw error }
            refusal.bundle = archive.name
            throw .bundle(refusal)
        }
        guard manifest.name == first.model, manifest.version == first.version else {
            throw .bundle(
                BundleError(
                    bundle: archive.name, file: BundleFile.manifest,
                    reason: "is of \(manifest.name)/\(manifest.version), but lies in \(first.model)/\(first.version)"))
        }
        guard let path = try rename(to: first.version, before: hook) else { throw .versionExists(first.version) }
        return path
    }

    private borrowing func write(
        _ entry: ArchiveReader.Entry, of archive: inout ArchiveReader, before hook: WriteStep.Hook
    ) throws(BundleWriter.Failure) {
        let path = folder.path.appending(entry.file)
        let file = try BundleWriter.step(.createFile(entry.file), path, hook) { () throws(SystemCallError) in
            try folder.createFile(entry.file)
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferByteCount, alignment: 64)
        defer { unsafe buffer.deallocate() }
        while true {
            let count: Int
            do throws(BundleError) { count = try unsafe archive.read(into: buffer) } catch { throw .bundle(error) }
            if count == 0 { break }
            try BundleWriter.step(.writeFile(entry.file), path, hook) { () throws(SystemCallError) in
                try unsafe file.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        try BundleWriter.step(.syncFile(entry.file), path, hook) { () throws(SystemCallError) in try file.sync() }
    }
}
