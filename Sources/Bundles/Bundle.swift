public import Forest
public import SystemPackage

/// A bundle that was opened and found whole: manifest, mapped forest, and where its other files are.
///
/// Thread rules: immutable. Limits: `BundleLimits`. Refuses every damage with a `BundleError`.
public final class Bundle: Sendable {
    public let path: FilePath
    public let manifest: Manifest
    public let forest: FlatForest

    /// Opens the bundle at `path` (a folder `NAME/VERSION`), checks every file's size and sha256, the manifest against the forest,
    /// and the self test.
    public init(path: FilePath) throws(BundleError) { fatalError() }

    public func baseline() throws(BundleError) -> Baseline { fatalError() }

    /// The version folders of a model folder, ascending; other entries are passed over.
    public static func versions(in modelFolder: FilePath) throws(BundleError) -> [Int] { fatalError() }

    /// What `path` means: itself if it holds a manifest, else its newest version folder.
    public static func resolve(_ path: FilePath) throws(BundleError) -> FilePath { fatalError() }
}
