internal import Base
internal import Forest
internal import SystemPackage

/// The steps of opening a bundle.
struct BundleReader: ~Copyable {
    let path: FilePath
    private let folder: Folder
    private let names: [String]

    init(path: FilePath) throws(BundleError) {
        let opened: Folder
        do throws(SystemCallError) { opened = try Folder(path: path) } catch { throw Self.cannotOpen(path, error) }
        do throws(SystemCallError) { names = try opened.names() } catch { throw Self.cannotOpen(path, error) }
        folder = opened
        self.path = path
    }

    static func cannotOpen(_ path: FilePath, _ error: SystemCallError) -> BundleError {
        switch error.errno {
        case .noSuchFileOrDirectory:
            BundleError(bundle: path.string, reason: "there is no such folder", cause: .system(error.errno))
        case .notDirectory:
            BundleError(bundle: path.string, reason: "is not a folder; a bundle is a folder NAME/VERSION")
        default: BundleError(error, bundle: path.string)
        }
    }

    func manifestBytes() throws(BundleError) -> [UInt8] {
        guard names.contains(BundleFile.manifest) else {
            throw refusal(BundleFile.manifest, "is missing; every bundle has one")
        }
        return try mapPlainFile(BundleFile.manifest, byteCountMax: BundleLimits.manifestByteCountMax).bytes
    }

    /// With a key, the signature is looked at before anything of the manifest is believed.
    func manifest(signedBy key: (any SignatureVerifier)?, onCheck: (BundleCheck) -> Void) throws(BundleError) -> Manifest {
        let bytes = try manifestBytes()
        if let key { onCheck(try signatureCheck(key, of: bytes)) }
        let manifest = try Manifest(json: bytes, bundle: path.string)
        onCheck(
            BundleCheck(
                subject: BundleFile.manifest,
                outcome: "\(bytes.count) bytes, format \(Manifest.formatVersion), sealed by its sha256"))
        return manifest
    }

    /// Whether the folder that this reader opened is still the bundle, or was exchanged for a fuller one meanwhile.
    var isStillInPlace: Bool { folder.isStillInPlace(followsLinks: true) }

    /// The signature; nil when there is none. Whether it is a good one is not looked at.
    func signature() throws(BundleError) -> [UInt8]? {
        guard names.contains(BundleFile.signature) else { return nil }
        let bytes = try mapPlainFile(BundleFile.signature, byteCountMax: BundleLimits.signatureByteCount).bytes
        guard bytes.count == BundleLimits.signatureByteCount else {
            throw refusal(
                BundleFile.signature, "has \(bytes.count) bytes; a signature has \(BundleLimits.signatureByteCount)")
        }
        return bytes
    }

    private func signatureCheck(_ key: any SignatureVerifier, of document: [UInt8]) throws(BundleError) -> BundleCheck {
        guard let signature = try signature() else {
            throw refusal(BundleFile.signature, "is missing; a signature by the key \(key.fingerprint) is required")
        }
        guard key.verifies(signature: signature, of: document) else {
            throw refusal(
                BundleFile.signature,
                "is not one of this \(BundleFile.manifest) by the key \(key.fingerprint): another key made it, or it was changed since"
            )
        }
        return BundleCheck(
            subject: BundleFile.signature, outcome: "is of this \(BundleFile.manifest), by the key \(key.fingerprint)")
    }

    /// A folder that is named as a version must be that version of the model that its parent is named for.
    func checkPlace(of manifest: Manifest) throws(BundleError) {
        let real: FilePath
        do { real = try FolderPaths.realPath(path) } catch { throw BundleError(error, bundle: path.string) }
        guard let last = real.lastComponent?.string, let version = BundleName.version(folder: last) else { return }
        guard version == manifest.version else {
            throw refusal(
                BundleFile.manifest, field: "version",
                "is \(manifest.version), but the folder is named \(version); versions are never renamed")
        }
        let parent = real.removingLastComponent().lastComponent?.string ?? ""
        guard parent == manifest.name else {
            throw refusal(
                BundleFile.manifest, field: "name",
                "is '\(manifest.name)', but the folder of the model is named '\(parent)'; a bundle stands in NAME/VERSION")
        }
    }

    /// What is in the folder and nobody listed, or is listed and not in the folder.
    func checkEntries(_ manifest: Manifest) throws(BundleError) {
        let listed = manifest.files.map(\.name)
        for name in listed where !names.contains(name) { throw refusal(name, "is missing; the manifest lists it") }
        for name in names {
            guard listed.contains(name) || BundleFile.unlisted.contains(name) else {
                throw refusal(name, "is not listed in the manifest; a bundle holds nothing else")
            }
            try checkPlain(name)
        }
    }

    func forest(_ manifest: Manifest, onCheck: (BundleCheck) -> Void) throws(BundleError) -> FlatForest {
        guard let entry = manifest.files.first(where: { $0.name == BundleFile.forest }) else {
            throw refusal(BundleFile.manifest, field: "files", "does not list \(BundleFile.forest)")
        }
        let contents = try contents(of: entry)
        onCheck(.intact(entry))
        do {
            let forest = try contents.flatForest()
            onCheck(
                BundleCheck(
                    subject: BundleFile.forest,
                    outcome: forest.isLinear
                        ? "valid: linear, \(forest.featureCount * forest.outputCount) weights"
                        : "valid: \(forest.treeCount) trees, \(forest.nodeCount) nodes, depth \(forest.depthMax)"))
            return forest
        } catch {
            throw refusal(BundleFile.forest, field: error.field, error.reason)
        }
    }

    /// Maps a listed file and compares it with the list.
    func contents(of entry: Manifest.FileEntry) throws(BundleError) -> FileContents {
        let contents = try mapPlainFile(entry.name, byteCountMax: BundleFile.byteCountMax[entry.name] ?? 0)
        guard contents.byteCount == entry.byteCount else {
            throw refusal(entry.name, "has \(contents.byteCount) bytes, the manifest lists \(entry.byteCount)")
        }
        let digest = contents.sha256
        guard digest == entry.sha256 else {
            throw refusal(entry.name, "has the sha256 \(digest), the manifest lists \(entry.sha256)")
        }
        return contents
    }

    private func mapPlainFile(_ name: String, byteCountMax: Int) throws(BundleError) -> FileContents {
        try checkPlain(name)
        do {
            return .mapped(try MappedFile(path: path.appending(name), byteCountMax: byteCountMax, followsLinks: false))
        } catch {
            switch error.errno {
            case .fileTooLarge: throw refusal(name, "is larger than \(byteCountMax) bytes, the most that is accepted")
            case .tooManySymbolicLinkLevels: throw refusal(name, "is a symbolic link; accepted is a plain file")
            default: throw BundleError(error, bundle: path.string, file: name)
            }
        }
    }

    private func checkPlain(_ name: String) throws(BundleError) {
        let kind: Folder.Kind?
        do { kind = try folder.kind(of: name) } catch { throw BundleError(error, bundle: path.string, file: name) }
        switch kind {
        case .file: return
        case .folder: throw refusal(name, "is a folder; accepted is a plain file")
        case .link: throw refusal(name, "is a symbolic link; accepted is a plain file")
        case .other: throw refusal(name, "is a pipe, socket or device; accepted is a plain file")
        case nil: throw refusal(name, "is missing")
        }
    }

    private func refusal(_ file: String, field: String? = nil, _ reason: String) -> BundleError {
        BundleError(bundle: path.string, file: file, field: field, reason: reason)
    }
}
