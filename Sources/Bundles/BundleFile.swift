/// The files of a bundle, by name.
public enum BundleFile {
    public static let manifest = "manifest.json"
    public static let forest = "forest.bin"
    public static let baseline = "baseline.json"
    public static let report = "report.html"
    /// Proof of parity with the source model, of imported models.
    public static let certificate = "certificate.json"
    /// Over manifest.json, which therefore does not list it.
    public static let signature = "signature"

    /// What every manifest lists.
    static let required = [forest]
    /// What every manifest lists besides whose model was trained here, not imported.
    static let ofTraining = [baseline, report]
    /// What a manifest may list, with the limit of each.
    static let byteCountMax = [
        baseline: BundleLimits.baselineByteCountMax,
        certificate: BundleLimits.certificateByteCountMax,
        forest: BundleLimits.forestByteCountMax,
        report: BundleLimits.reportByteCountMax,
    ]
    /// What a bundle may hold and no manifest lists.
    static let unlisted = [manifest, signature]

    /// The most bytes that a file of this name may have; nil where a bundle has no such file.
    static func byteCountMax(of name: String) -> Int? {
        switch name {
        case manifest: BundleLimits.manifestByteCountMax
        case signature: BundleLimits.signatureByteCount
        default: byteCountMax[name]
        }
    }
}
