internal import Forest

/// Bounds on what is believed to be a bundle. Each is far above what real models need and keeps a hostile file from taking the
/// machine's memory.
public enum BundleLimits {
    public static let versionMax = Int(Int32.max)
    public static let nameByteCountMax = 128

    /// manifest.json: dominated by category maps (a million categories of 30 bytes) and self-test rows.
    public static let manifestByteCountMax = 64 << 20
    /// forest.bin: 2^28 nodes of 32 bytes, and their category sets.
    public static let forestByteCountMax = 16 << 30
    /// baseline.json: dominated by one visit count per leaf.
    public static let baselineByteCountMax = 256 << 20
    public static let reportByteCountMax = 64 << 20
    public static let certificateByteCountMax = 16 << 20
    /// Kinds of rows, or reasons for which rows were refused, in a certificate.
    public static let certificateEntryCountMax = 256
    /// Warnings in a certificate: one for each feature, and some.
    public static let certificateWarningCountMax = featureCountMax + 256
    /// Rows of a certificate of one kind.
    public static let certificateRowCountMax = 1 << 32
    /// signature: neither more nor less (Ed25519, RFC 8032).
    public static let signatureByteCount = 64
    /// JSON is nested this deep at most; the formats here need six.
    public static let depthMax = 16

    public static let featureCountMax = 1 << 16
    /// Codes are float32 on their way to the forest, which holds whole numbers exactly up to here.
    public static let categoryCountMax = 1 << 24
    public static let classCountMax = 1 << 12
    public static let transformCountMax = 16
    public static let missingMarkerCountMax = 256
    public static let argumentCountMax = 256
    /// Any name, label, category, marker or argument.
    public static let textByteCountMax = 1 << 16
    public static let selfTestRowCountMax = 1 << 10
    public static let treeCountMax = EnsembleLimits.treeCountMax
    public static let leafCountMax = EnsembleLimits.nodeCountMax
    public static let rowCountMax = 1 << 48
    public static let quantileEdgeCountMax = 1 << 12

    /// Headers in one archive: a bundle has six files, each may have a few headers of its archiver's before it.
    public static let archiveHeaderCountMax = 64
    /// One header's records, or one long path.
    public static let archiveRecordByteCountMax = 64 << 10
    /// What an archive may expand to without being asked how large it is itself, and how many times its own size beyond that. Forests and
    /// documents shrink to a third or a tenth; gzip's most is a thousandth, which is made to fill disks.
    public static let archiveFreeByteCount = 1 << 30
    public static let archiveExpansionMax = 100
    /// Zeros behind the end of an archive: archivers fill up to blocks of 10 KiB and more.
    public static let archivePaddingByteCountMax = 1 << 20

    /// Entries in one folder: of a bundle they are few, of a model folder as many as it has versions.
    public static let folderEntryCountMax = 1 << 20
    /// Other writers that may take the version that this one was about to publish before it gives up.
    public static let versionConflictCountMax = 100
    /// Times that a bundle may be exchanged for a fuller one while a reader is opening it before that reader gives up.
    public static let replacementCountMax = 100
}
