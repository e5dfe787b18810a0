public import Forest
public import SystemPackage
public import Tabular

/// A bundle that was opened and found whole: manifest, mapped forest, and where its other files are.
///
/// Owns the mapping of forest.bin. Refuses every damage with a `BundleError` that names the file and, in the manifest, the field:
/// a file that is missing, too long, changed, not listed or not a plain file, a manifest that is not sealed by its own sha256 or says
/// what this version does not know, a forest that does not belong to it, and arithmetic that does not give the stored margins.
/// Thread rules: immutable. Limits: `BundleLimits`.
public final class Bundle: Sendable {
    public let path: FilePath
    public let manifest: Manifest
    public let forest: FlatForest
    /// The scorer that passed the self test.
    public let scorer: Scorer

    /// Opens the bundle at `path` (a folder `NAME/VERSION`), checks every file's size and sha256, the manifest against the forest,
    /// and the self test.
    ///
    /// A folder whose name is a version number must be the manifest's version, inside a folder with the manifest's name; a folder of
    /// another name is a copy made by hand and may stand anywhere. With a key, a bundle without a good signature by it is refused.
    public convenience init(path: FilePath, signedBy key: (any SignatureVerifier)? = nil) throws(BundleError) {
        try self.init(path: path, checksPlace: true, signedBy: key) { _ in }
    }

    /// The same, telling `onCheck` each check that was passed.
    package init(
        path: FilePath, checksPlace: Bool, signedBy key: (any SignatureVerifier)? = nil, onCheck: (BundleCheck) -> Void
    ) throws(BundleError) {
        let opened = try OpenedBundle.open(path: path, checksPlace: checksPlace, signedBy: key, onCheck: onCheck)
        self.path = path
        manifest = opened.manifest
        forest = opened.forest
        scorer = opened.scorer
    }

    /// Reads baseline.json, checked anew, and compares it with the manifest and the forest. nil when there is none, which an imported
    /// model may lack.
    public func baseline() throws(BundleError) -> Baseline? {
        guard has(BundleFile.baseline) else { return nil }
        let baseline = try Baseline(json: contents(of: BundleFile.baseline).bytes, bundle: path.string)
        try BaselineAgreement(baseline).check(manifest, forest, bundle: path.string)
        return baseline
    }

    /// The width of the numbers that the forest reads.
    public var inputWidth: InputWidth {
        switch forest.arithmetic.inputWidth {
        case .float32: .float32
        case .float64: .float64
        }
    }

    /// Whether there is a signature now; whose it is, opening with a key tells.
    public var isSigned: Bool { FolderPaths.exists(path.appending(BundleFile.signature)) }

    /// Whether the manifest lists a file of this name (`BundleFile`).
    public func has(_ name: String) -> Bool { manifest.files.contains { $0.name == name } }

    /// The bytes of one of the listed files, checked anew.
    package func contents(of name: String) throws(BundleError) -> FileContents {
        guard let file = manifest.files.first(where: { $0.name == name }) else {
            throw BundleError(bundle: path.string, file: name, reason: "is not listed in the manifest")
        }
        return try BundleReader(path: path).contents(of: file)
    }

    /// The signature, if there is one and it is that of a manifest of these bytes; whether it is a good one is not looked at.
    func signature(of document: [UInt8]) throws(BundleError) -> [UInt8]? {
        let reader = try BundleReader(path: path)
        guard let signature = try reader.signature(), try reader.manifestBytes() == document else { return nil }
        return signature
    }

    /// The version folders of a model folder, ascending; other entries are passed over.
    public static func versions(in modelFolder: FilePath) throws(BundleError) -> [Int] {
        do {
            let folder = try Folder(path: modelFolder)
            return try folder.names().compactMap { BundleName.version(folder: $0) }.sorted()
        } catch {
            throw BundleReader.cannotOpen(modelFolder, error)
        }
    }

    /// What `path` means: itself if it holds a manifest, else its newest version folder.
    public static func resolve(_ path: FilePath) throws(BundleError) -> FilePath {
        if FolderPaths.exists(path.appending(BundleFile.manifest)) { return path }
        guard let newest = try versions(in: path).last else {
            throw BundleError(
                bundle: path.string,
                reason: "is no bundle: it has neither a \(BundleFile.manifest) nor version folders (1, 2, 3, ...)")
        }
        return path.appending(String(newest))
    }
}
