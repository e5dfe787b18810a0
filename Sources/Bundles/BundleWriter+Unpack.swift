internal import Base
public import SystemPackage
internal import Tabular

extension BundleWriter {
    /// Publishes the bundle in the archive at `path` (`-` is standard input) as `output/NAME/VERSION/`, which must not exist, and returns that
    /// path.
    ///
    /// The files go under a temporary name, are read back as a server would read them, and get their name in one step; a failure leaves
    /// nothing. With a key, a bundle without a good signature by it is refused.
    public static func unpack(
        _ path: FilePath, output: FilePath, signedBy key: (any SignatureVerifier)? = nil
    ) throws(BundleError) -> FilePath {
        let name = path == "-" ? "standard input" : path.string
        let source: ByteSource
        do throws(InputError) {
            source = try ByteSource(path: path)
        } catch {
            throw BundleError(error, archive: name)
        }
        return try unpack(ArchiveReader(source, name: name), output: output, signedBy: key) { _ in }
    }

    /// The same with a hook before each step.
    package static func unpack(
        _ archive: consuming ArchiveReader, output: FilePath, signedBy key: (any SignatureVerifier)?,
        before hook: (WriteStep) throws(Errno) -> Void
    ) throws(BundleError) -> FilePath {
        guard let first = try archive.next() else { preconditionFailure("an archive without files is refused") }
        let place = output.appending(first.model)
        let version = place.appending(String(first.version))
        do throws(Failure) {
            return try withModelFolder(place, before: hook) { () throws(Failure) in
                if FolderPaths.exists(version) { throw .versionExists(first.version) }
                try step(.removeLeftovers, place, hook) { () throws(SystemCallError) in try Leftovers.remove(from: place) }
                let temporary = try TemporaryBundle.create(in: place, before: hook)
                do throws(Failure) {
                    return try temporary.publish(first, and: &archive, signedBy: key, before: hook)
                } catch {
                    temporary.remove()
                    throw error
                }
            }
        } catch {
            switch error {
            case .bundle(let error): throw error
            case .versionExists:
                throw BundleError(bundle: version.string, reason: "exists; versions are never replaced", cause: .request)
            case .system(let error): throw BundleError(error, bundle: error.subject ?? place.string)
            }
        }
    }
}
