internal import Base
public import Forest
public import SystemPackage

/// Publishes a bundle atomically: all files under a temporary name, synced, read back as a server would read them, then renamed.
///
/// Owns the temporary folder `.tmp-PROCESS-RANDOM` inside the model's folder, under that folder's lock, from its making to the rename.
/// Any number of writers may publish versions of one model at once, from any threads and processes. Refuses names and versions that
/// `BundleName` does not know, and whatever the reader would refuse. Limits: `BundleLimits`.
public enum BundleWriter {
    /// Writes `output/manifest.name/VERSION/` and returns its path. `version` nil is the next one. The manifest's version and file
    /// list are filled in here; `report` makes report.html for the version that the bundle gets. An imported model, whose
    /// `provenance.source` is there, may come without baseline and report. A failure leaves nothing behind.
    public static func write(
        manifest: Manifest, forest: FlatForest, baseline: Baseline?, report: ((_ version: Int) -> [UInt8])?, output: FilePath,
        version: Int?
    ) throws(BundleError) -> FilePath {
        try write(
            manifest: manifest, forest: forest, baseline: baseline, report: report, output: output, version: version
        ) { _ in }
    }

    /// The same with a hook before each step.
    package static func write(
        manifest: Manifest, forest: FlatForest, baseline: Baseline?, report: ((_ version: Int) -> [UInt8])?, output: FilePath,
        version: Int?, before hook: (WriteStep) throws(Errno) -> Void
    ) throws(BundleError) -> FilePath {
        let place = output.appending(manifest.name)
        func request(_ reason: String) -> BundleError { BundleError(bundle: place.string, reason: reason, cause: .request) }
        if let problem = BundleName.problem(with: manifest.name) {
            throw BundleError(bundle: output.string, reason: problem, cause: .request)
        }
        if let version, !(1...BundleLimits.versionMax).contains(version) {
            throw request("version \(version) cannot be; accepted are whole numbers from 1 to \(BundleLimits.versionMax)")
        }
        do {
            return try withModelFolder(place, before: hook) { () throws(Failure) in
                try publish(
                    manifest: manifest, forest: forest, baseline: baseline, report: report, modelFolder: place,
                    version: version, before: hook)
            }
        } catch {
            switch error {
            case .bundle(let error): throw error
            case .versionExists(let version):
                throw request("version \(version) exists; versions are never replaced: choose another, or none for the next one")
            case .system(let error):
                throw BundleError(
                    bundle: error.subject ?? place.string, reason: "\(error.call): \(error.errno.description)",
                    cause: .system(error.errno))
            }
        }
    }

    /// Why a step failed, before it is known how to say it.
    enum Failure: Error {
        case system(SystemCallError)
        case bundle(BundleError)
        case versionExists(Int)
    }

    /// Makes the model's folder and what is missing above it; takes away again what it made when `body` fails.
    static func withModelFolder(
        _ place: FilePath, before hook: WriteStep.Hook, body: () throws(Failure) -> FilePath
    ) throws(Failure) -> FilePath {
        var missing: [FilePath] = []
        var made: [FilePath] = []
        do {
            var path = place
            while !path.isEmpty, !FolderPaths.exists(path) {
                missing.append(path)
                path.removeLastComponent()
            }
            while let next = missing.popLast() {
                try step(.createFolder, next, hook) { () throws(SystemCallError) in
                    if try FolderPaths.create(next) { made.append(next) }
                }
                let parent = next.removingLastComponent()
                try step(.syncParent, parent, hook) { () throws(SystemCallError) in
                    try Folder(path: parent.isEmpty ? "." : parent).sync()
                }
            }
            return try body()
        } catch {
            // Fails, as it should, when another writer has put something in.
            for path in made.reversed() { try? FolderPaths.remove(path) }
            throw error
        }
    }

    private static func publish(
        manifest: Manifest, forest: FlatForest, baseline: Baseline?, report: ((_ version: Int) -> [UInt8])?,
        modelFolder: FilePath,
        version: Int?, before hook: WriteStep.Hook
    ) throws(Failure) -> FilePath {
        if let version, FolderPaths.exists(modelFolder.appending(String(version))) { throw .versionExists(version) }
        try step(.removeLeftovers, modelFolder, hook) { () throws(SystemCallError) in
            try Leftovers.remove(from: modelFolder)
        }
        let temporary = try TemporaryBundle.create(in: modelFolder, before: hook)
        do {
            let contents = TemporaryBundle.Contents(baseline: baseline.map { .array($0.json()) }, forest: .forest(forest))
            return try temporary.publish(contents, report: report, manifest: manifest, version: version, before: hook)
        } catch {
            temporary.remove()
            throw error
        }
    }

    /// Runs one step of the write after its hook; both fail alike.
    static func step<Result: ~Copyable>(
        _ step: WriteStep, _ subject: FilePath, _ hook: WriteStep.Hook, _ body: () throws(SystemCallError) -> Result
    ) throws(Failure) -> Result {
        do {
            try hook(step)
        } catch {
            throw .system(SystemCallError(call: step.call, subject: subject.string, errno: error))
        }
        do {
            return try body()
        } catch {
            throw .system(error)
        }
    }
}
