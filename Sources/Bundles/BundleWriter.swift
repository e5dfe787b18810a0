public import Forest
public import SystemPackage

/// Publishes a bundle atomically: all files under a temporary name, synced, then renamed.
public enum BundleWriter {
    /// Writes `output/manifest.name/VERSION/` and returns its path. `version` nil is the next one. The manifest's version and file
    /// list are filled in here. A failure leaves nothing behind.
    public static func write(
        manifest: Manifest, forest: FlatForest, baseline: Baseline, reportHTML: [UInt8], output: FilePath, version: Int?
    ) throws(BundleError) -> FilePath { fatalError() }
}
