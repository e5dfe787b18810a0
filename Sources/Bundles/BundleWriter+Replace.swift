internal import Base
internal import Forest
public import SystemPackage

extension BundleWriter {
    /// Gives the published bundle at `path` what `additions` hold. forest.bin and the contract stay as they are.
    ///
    /// The whole folder is written anew beside the old one, read back, and exchanged with it in one step: a reader sees the one or the
    /// other, whole, and a failure leaves the old one. One process at a time: the model's folder is locked meanwhile.
    public static func replace(_ path: FilePath, with additions: BundleAdditions) throws(BundleError) {
        try replace(path, with: additions) { _ in }
    }

    /// The same with a hook before each step.
    package static func replace(
        _ path: FilePath, with additions: BundleAdditions, before hook: (WriteStep) throws(Errno) -> Void
    ) throws(BundleError) {
        do throws(Failure) {
            try replaceUnderLock(path, with: additions, before: hook)
        } catch {
            switch error {
            case .bundle(let error): throw error
            case .versionExists: preconditionFailure("replacing takes no version")
            case .system(let error):
                throw BundleError(
                    bundle: error.subject ?? path.string, reason: "\(error.call): \(error.errno.description)",
                    cause: .system(error.errno))
            }
        }
    }

    private static func replaceUnderLock(
        _ path: FilePath, with additions: BundleAdditions, before hook: WriteStep.Hook
    ) throws(Failure) {
        // A link would be exchanged in the place of the folder that it leads to.
        let place = try step(.openModelFolder, path, hook) { () throws(SystemCallError) in try FolderPaths.realPath(path) }
        let modelFolder = place.removingLastComponent()
        let models = try step(.openModelFolder, modelFolder, hook) { () throws(SystemCallError) in try Folder(path: modelFolder) }
        guard try lock(models, .lockModelFolder, before: hook) else {
            throw .bundle(
                BundleError(bundle: path.string, reason: "is being replaced by another process; try again", cause: .request))
        }
        let bundle: Bundle
        do throws(BundleError) { bundle = try Bundle(path: place) } catch { throw .bundle(error) }
        let old = try step(.openReplaced, place, hook) { () throws(SystemCallError) in
            try Folder(path: place, followsLinks: false)
        }
        // Under the temporary name that it gets, a sweeping writer would take it for a dead writer's.
        _ = try lock(old, .lockReplaced, before: hook)
        try step(.removeLeftovers, modelFolder, hook) { () throws(SystemCallError) in try Leftovers.remove(from: modelFolder) }
        let temporary = try TemporaryBundle.create(in: modelFolder, before: hook)
        do {
            try temporary.fill(from: bundle, additions, before: hook)
            try temporary.exchange(with: place, before: hook)
        } catch {
            temporary.remove()
            throw error
        }
        // The new bundle stands and lasts; what cannot be removed now, the next writer removes.
        do {
            try step(.removeReplaced, place, hook) { () throws(SystemCallError) in }
            temporary.removeReplaced(old)
        } catch {}
    }

    /// False when someone else has the lock. A file system that keeps no locks for folders (NFS) is as good as one whose lock was taken:
    /// nobody can take it there, so that nobody sweeps up.
    static func lock(
        _ folder: borrowing Folder, _ step: WriteStep, before hook: WriteStep.Hook
    ) throws(Failure) -> Bool {
        do throws(Failure) {
            return try Self.step(step, folder.path, hook) { () throws(SystemCallError) in try folder.tryLock() }
        } catch {
            guard case .system(let failure) = error,
                [.badFileDescriptor, .noLocks, .notSupported, .noFunction, .invalidArgument].contains(failure.errno)
            else { throw error }
            return true
        }
    }
}
