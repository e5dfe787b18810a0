/// What a published version may get later: whatever does not change what it predicts from or what it predicts.
public struct BundleAdditions {
    public var baseline: Baseline?
    /// Take the place of metrics of the same split; the others stay.
    public var metrics: [Manifest.SplitMetrics] = []
    /// report.html
    public var report: [UInt8]?
    /// certificate.json
    public var certificate: [UInt8]?
    /// Makes the signature of the bytes of the manifest as it becomes, `BundleLimits.signatureByteCount` of them. Without it, a signature of
    /// another manifest is left out.
    public var signature: ((_ manifest: [UInt8]) throws(BundleError) -> [UInt8])?

    public init() {}

    /// Metrics in the order of the splits, the new in the place of the old ones of their split.
    public static func merged(
        _ existing: [Manifest.SplitMetrics], with metrics: [Manifest.SplitMetrics]
    ) -> [Manifest.SplitMetrics] {
        let kept = existing.filter { old in !metrics.contains { $0.split == old.split } }
        return Manifest.SplitMetrics.splits.flatMap { split in (kept + metrics).filter { $0.split == split } }
    }

    /// The listed files that are new, by name.
    var files: [String: FileContents] {
        var files: [String: FileContents] = [:]
        if let baseline { files[BundleFile.baseline] = .array(baseline.json()) }
        if let report { files[BundleFile.report] = .array(report) }
        if let certificate { files[BundleFile.certificate] = .array(certificate) }
        return files
    }
}
