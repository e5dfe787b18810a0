/// Bounds on what is believed to be another library's model file; `EnsembleLimits` bounds what is in it. Memory is proportional to
/// the bytes that are there: no count in a file is believed before as many bytes are.
public enum ImportLimits {
    public static let fileByteCountMax = 4 << 30
    /// Objects and arrays inside one another; XGBoost's files need eight.
    public static let depthMax = 32
    /// Feature names, types, category names, objective names.
    public static let textByteCountMax = 1 << 16
    /// A text of a JSON file that is written with escapes, such as the settings that scikit-learn's wrapper keeps.
    static let escapedTextByteCountMax = 1 << 20
}
