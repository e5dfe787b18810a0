/// Bounds on what is believed to be a model.
public enum EnsembleLimits {
    public static let treeCountMax = 1 << 20
    /// Splits and leaves of all trees.
    public static let nodeCountMax = 1 << 28
    public static let featureCountMax = 1 << 20
    public static let outputCountMax = 1 << 12
    /// Codes are below it: float32 holds every whole number up to here.
    public static let categoryCodeMax: UInt32 = 1 << 24
    /// 32-bit words of all category sets of a model (a set takes one bit per code up to its largest): 1 GiB.
    public static let categoryWordCountMax = 1 << 28
    /// Features times outputs of a linear model.
    public static let linearWeightCountMax = 1 << 28
    /// Splits on a path.
    public static let depthMax = 4096
}
