/// What is missing at a split, and what follows from it. Applied before the split's test; codes are part of the file format.
public enum MissingRule: UInt8, Sendable, CaseIterable {
    /// NaN goes to the default side (XGBoost; LightGBM's missing type NaN).
    case nanIsMissing = 0
    /// NaN is read as 0 and tested (LightGBM's missing type none).
    case nanIsZero = 1
    /// NaN and every |x| <= `zeroBand` go to the default side (LightGBM's missing type zero).
    case zeroIsMissing = 2

    /// LightGBM's literal `1e-35f`, which is not the number 1e-35.
    public static var zeroBand: Double { 1.0000000180025095e-35 }
}
