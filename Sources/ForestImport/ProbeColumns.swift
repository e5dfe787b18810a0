/// The columns of probe.csv and golden.csv besides the features'. A golden file is the probe file with columns behind each line, so that
/// what was scored can be read from it and held against its hash.
public enum ProbeColumns {
    /// The row's number, from 0.
    public static let row = "probe:row"
    /// What the row was made for (`ProbeKind`).
    public static let kind = "probe:kind"
    /// Columns before the features.
    public static let leading = [row, kind]

    public static func margin(_ output: Int) -> String { "golden:margin_\(output)" }
    public static func prediction(_ output: Int) -> String { "golden:prediction_\(output)" }
    /// Why the library refused the row; empty when it did not.
    public static let refused = "golden:refused"
    /// In the first row only: what scored the file, and the hashes of what it read.
    public static let library = "golden:library"
    public static let libraryVersion = "golden:library_version"
    public static let modelSHA256 = "golden:model_sha256"
    public static let rowsSHA256 = "golden:rows_sha256"

    /// Columns behind the features in a golden file.
    public static func trailing(outputCount: Int) -> [String] {
        (0..<outputCount).map(margin) + (0..<outputCount).map(prediction) + [
            refused, library, libraryVersion, modelSHA256, rowsSHA256,
        ]
    }
}
