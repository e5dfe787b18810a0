internal import Base
internal import Forest
internal import SystemPackage

/// A bundle that is being written, under a temporary name and under its lock.
struct TemporaryBundle: ~Copyable {
    /// What goes into the files beside the manifest.
    struct Contents {
        let baseline: FileContents?
        let forest: FileContents
    }

    let modelFolder: FilePath
    let folder: Folder

    /// Makes and locks a temporary folder in `modelFolder`.
    static func create(
        in modelFolder: FilePath, before hook: WriteStep.Hook
    ) throws(BundleWriter.Failure) -> TemporaryBundle {
        for _ in 0..<BundleLimits.versionConflictCountMax {
            let random = String(UInt64.random(in: .min ... .max), radix: 16)
            let path = modelFolder.appending("\(Leftovers.prefix)\(FolderPaths.processID)-\(random)")
            let made = try BundleWriter.step(.createTemporary, path, hook) { () throws(SystemCallError) in
                try FolderPaths.create(path)
            }
            guard made else { continue }
            do throws(BundleWriter.Failure) {
                let folder = try BundleWriter.step(.openTemporary, path, hook) { () throws(SystemCallError) in
                    try Folder(path: path, followsLinks: false)
                }
                // Between making and locking it, another writer's sweep may have taken it for a dead writer's.
                if try BundleWriter.lock(folder, .lockTemporary, before: hook), folder.isStillInPlace() {
                    return TemporaryBundle(modelFolder: modelFolder, folder: folder)
                }
            } catch {
                if case .system(let failure) = error, failure.errno == .noSuchFileOrDirectory { continue }
                try? FolderPaths.remove(path)
                throw error
            }
        }
        throw .system(SystemCallError(call: "mkdir", subject: modelFolder.string, errno: .fileExists))
    }

    private init(modelFolder: FilePath, folder: consuming Folder) {
        self.modelFolder = modelFolder
        self.folder = folder
    }

    /// Takes everything away again.
    borrowing func remove() { Leftovers.remove(folder) }

    /// Writes all files and gives the folder its final name, which is returned. `report` is made for the version that the bundle gets.
    borrowing func publish(
        _ contents: Contents, report: ((_ version: Int) -> [UInt8])?, manifest: Manifest, version: Int?,
        before hook: WriteStep.Hook
    ) throws(BundleWriter.Failure) -> FilePath {
        var manifest = manifest
        var files: [Manifest.FileEntry] = []
        if let baseline = contents.baseline { files.append(try add(BundleFile.baseline, baseline, before: hook)) }
        files.append(try add(BundleFile.forest, contents.forest, before: hook))
        for _ in 0..<BundleLimits.versionConflictCountMax {
            if let version { manifest.version = version } else { manifest.version = try nextVersion() }
            manifest.files = files
            if let report {
                manifest.files.append(try add(BundleFile.report, .array(report(manifest.version)), before: hook))
            }
            _ = try add(BundleFile.manifest, .array(manifest.json()), before: hook)
            try sync(before: hook)
            try verifyOwn(manifest.version, before: hook)
            if let path = try rename(to: manifest.version, before: hook) { return path }
            if let version { throw .versionExists(version) }
            do throws(SystemCallError) {
                try folder.removeFile(BundleFile.manifest)
                try folder.removeFile(BundleFile.report)
            } catch { throw .system(error) }
        }
        throw .system(SystemCallError(call: "rename", subject: modelFolder.string, errno: .fileExists))
    }

    private borrowing func nextVersion() throws(BundleWriter.Failure) -> Int {
        let newest: Int
        do throws(BundleError) { newest = try Bundle.versions(in: modelFolder).last ?? 0 } catch { throw .bundle(error) }
        guard newest < BundleLimits.versionMax else { throw .versionExists(newest) }
        return newest + 1
    }

    borrowing func sync(before hook: WriteStep.Hook) throws(BundleWriter.Failure) {
        try BundleWriter.step(.syncTemporary, folder.path, hook) { () throws(SystemCallError) in try folder.sync() }
    }

    /// Writes one file and returns its entry for the manifest.
    borrowing func add(
        _ name: String, _ contents: FileContents, before hook: WriteStep.Hook
    ) throws(BundleWriter.Failure) -> Manifest.FileEntry {
        let path = folder.path.appending(name)
        let file = try BundleWriter.step(.createFile(name), path, hook) { () throws(SystemCallError) in
            try folder.createFile(name)
        }
        try BundleWriter.step(.writeFile(name), path, hook) { () throws(SystemCallError) in try file.write(contents) }
        try BundleWriter.step(.syncFile(name), path, hook) { () throws(SystemCallError) in try file.sync() }
        return Manifest.FileEntry(name: name, byteCount: contents.byteCount, sha256: contents.sha256)
    }

    /// Reads everything back as a server would: what the reader refuses is never published.
    borrowing func verify(
        signedBy key: (any SignatureVerifier)? = nil, before hook: WriteStep.Hook
    ) throws(BundleWriter.Failure) -> Manifest {
        let path = folder.path
        try BundleWriter.step(.verify, path, hook) { () throws(SystemCallError) in }
        do throws(BundleError) {
            let bundle = try Bundle(path: path, checksPlace: false, signedBy: key) { _ in }
            _ = try bundle.checkDocuments()
            return bundle.manifest
        } catch { throw .bundle(error) }
    }

    /// The same of what this process made; errors name the version that it was to become.
    borrowing func verifyOwn(_ version: Int, before hook: WriteStep.Hook) throws(BundleWriter.Failure) {
        do throws(BundleWriter.Failure) {
            _ = try verify(before: hook)
        } catch {
            guard case .bundle(var refusal) = error else { throw error }
            refusal.bundle = modelFolder.appending(String(version)).string
            throw .bundle(refusal)
        }
    }

    /// Gives the folder its final name; nil when that is taken.
    ///
    /// A rename(2) onto a folder that is not empty fails on every file system, and a bundle is never empty: the plain call is the
    /// atomic test and claim that is needed here.
    borrowing func rename(
        to version: Int, before hook: WriteStep.Hook
    ) throws(BundleWriter.Failure) -> FilePath? {
        let path = modelFolder.appending(String(version))
        do {
            try BundleWriter.step(.rename, path, hook) { () throws(SystemCallError) in
                try FolderPaths.rename(folder.path, to: path)
            }
        } catch {
            guard case .system(let failure) = error,
                [.fileExists, .directoryNotEmpty, .notDirectory].contains(failure.errno)
            else { throw error }
            return nil
        }
        do {
            try BundleWriter.step(.syncModelFolder, modelFolder, hook) { () throws(SystemCallError) in
                try Folder(path: modelFolder).sync()
            }
        } catch {
            // Published and perhaps not lasting is neither success nor failure: take it back.
            try? FolderPaths.rename(path, to: folder.path)
            throw error
        }
        return path
    }
}
