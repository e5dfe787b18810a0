/// What one pass over a table found out: the type, the values and a sample of each feature, and the target.
///
/// It is the same for the same bytes and options, whatever the block size.
public struct TableProfile: Sendable {
    public var path: String
    /// Records of the file.
    public var recordCount: Int
    /// Records that have a target: those that are described and sampled. All of them when there is no target.
    public var rowCount: Int
    /// The columns that may be features, in file order.
    public var columns: [ColumnProfile]
    public var target: TargetProfile?
    /// The records (from 0) whose values the columns' samples hold, in file order.
    public var sampledRecords: [Int]
    public var missingMarkers: [String]
    public var limits: ProfileLimits
    public var warnings: [ProfileWarning]
    /// The state of the file, to notice a change before it is read again; see ``ByteSource/fingerprint``.
    public var fingerprint: [UInt64]
}
